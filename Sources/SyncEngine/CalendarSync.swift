// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Logging
import Planning
import RemoteCalendars

/// One round over one calendar: list what changed, pay what is owed, open the delete gate, send what waits.
struct CalendarSync: Sendable {
    let situation: CalendarSituation
    let account: AccountSync
    /// Its tokens are to be held against a listing in this run.
    var isAudit = false
    let log: Logger

    var id: CalendarID { situation.record.id }
    var href: Href { situation.remote.name.href }
    var effects: any EngineEffects { account.effects }
    var server: any CalendarServer { account.server }

    /// - Returns: `wantsRound`: something was sent, so that a pull has to read it back.
    func run() async throws -> (outcome: CalendarOutcome, wantsRound: Bool) {
        var outcome = CalendarOutcome()
        let method = planList(
            stored: PolledVersion(token: situation.record.syncToken, ctag: situation.record.ctag),
            polled: PolledVersion(token: situation.remote.syncToken, ctag: situation.remote.ctag),
            usesSyncCollection: situation.usesSyncCollection)
        guard method != .none || hasWork || isAudit else {
            outcome.settle(situation.debts, edits: situation.edits, heldByGate: heldAtRest)
            tellAtRest(held: heldAtRest)
            return (outcome, false)
        }
        let run = RunID(try await effects.identifier())
        var runLog = log
        runLog[metadataKey: "run"] = "\(run)"

        var owed = try await Listing(sync: self, log: runLog).bring(method)
        if isAudit, method != .listing { owed += try await Audit(sync: self, log: runLog).hold() }
        try await Payment(sync: self, run: run, log: runLog).pay(newlyOwed: owed, into: &outcome)
        let held = try await GatePass(sync: self, run: run, log: runLog).pass(into: &outcome)
        let hasSent = try await Push(sync: self, run: run, log: runLog).push(into: &outcome)

        let now = try await effects.now().wall
        let (debts, edits, released) = try await effects.read { [id] in
            (try $0.debts(of: id), try $0.outbox(in: id), try $0.released(by: id, now: now))
        }
        outcome.settle(debts, edits: edits, heldByGate: held)
        try await clearProblem()
        tellAllIsWell(held: held, debts, edits, log)
        if !outcome.isQuiet { runLog.info("synced", metadata: outcome.metadata) }
        if outcome.conflicts > 0 {
            runLog.notice("conflicts decided by the rule", metadata: ["count": "\(outcome.conflicts)"])
        }
        for other in released.sorted() where other != id.account { effects.report(.released(other)) }
        return (outcome, hasSent || released.contains(id.account))
    }

    func observationContext(_ run: RunID) async throws -> ObservationContext {
        ObservationContext(
            calendar: id, run: run, now: try await effects.now().wall, random: try await effects.random(),
            policy: account.policy.conflict,
            renamed: server.newName(in: href, stem: try await effects.identifier()))
    }

    private var hasWork: Bool {
        let debts = situation.debts
        let gate = planGate(debts, budget: account.policy.budget)
        let gateHasWork = debts.goneApproved + debts.goneDirty > 0 || (debts.gone > 0 && gate == .open)
        let edits = situation.edits.contains {
            $0.state != .parked && ($0.state != .held || $0.isApproved) && $0.isDue(at: situation.now)
        }
        return situation.hasDuePayments || gateHasWork || edits || situation.hasFreedEdits
            || situation.record.problem != nil
    }

    private var heldAtRest: Int {
        if case .held(let count) = planGate(situation.debts, budget: account.policy.budget) { return count }
        return 0
    }

    func recordProblem(_ problem: String) async throws {
        log.warning("calendar fails", metadata: ["reason": "\(problem)"])
        guard situation.record.problem != problem else { return }
        let now = situation.now
        try await account.commit { [id] tx in
            guard var record = try tx.calendar(id) else { return }
            record.problem = problem
            record.problemSince = record.problemSince ?? now
            try tx.save(record)
        }
    }

    private func clearProblem() async throws {
        guard let problem = situation.record.problem else { return }
        log.notice("calendar works again", metadata: ["after": "\(problem)"])
        try await account.commit { [id] tx in
            guard var record = try tx.calendar(id) else { return }
            (record.problem, record.problemSince) = (nil, nil)
            try tx.save(record)
        }
    }
}

extension CalendarOutcome {
    /// Fills in what a round leaves behind.
    mutating func settle(_ debts: DebtCounts, edits: [OutboxRow], heldByGate: Int) {
        isComplete = debts.owed == 0 && debts.unverified == 0
        quarantined = debts.quarantined
        held = heldByGate
        pending = edits.count
    }

    var metadata: Logger.Metadata {
        [
            "created": "\(created)", "changed": "\(changed)", "deleted": "\(deleted)", "pushed": "\(pushed)",
            "conflicts": "\(conflicts)", "held": "\(held)", "pending": "\(pending)",
        ]
    }
}

// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
package import Logging
import Planning
package import RemoteCalendars

/// One run over one account: discover if need be, poll, then each calendar; again while something was pushed.
package struct AccountSync: Sendable {
    package let policy: SyncPolicy
    package let server: any CalendarServer
    package let effects: any EngineEffects
    package let log: Logger

    package init(policy: SyncPolicy, server: any CalendarServer, effects: any EngineEffects, log: Logger) {
        self.policy = policy
        self.server = server
        self.effects = effects
        var log = log
        log[metadataKey: "account"] = "\(policy.account)"
        self.log = log
    }

    /// A push is followed by a pull that reads it back; a lost answer needs one more.
    private static let mostRounds = 4

    /// Never throws a remote failure: that is an outcome. Throws ``Stopped``, cancellation and database errors.
    ///
    /// - Parameter failures: runs that failed in a row before this one; the back-off grows with them.
    package func run(failures: Int) async throws -> AccountOutcome {
        var outcome = AccountOutcome(account: policy.account)
        effects.report(.began(policy.account))
        do {
            try await runRounds(&outcome)
            try await clearProblem()
        } catch let error as RemoteError {
            try await record(error, failures: failures + 1, in: &outcome)
        } catch let held as AccountHeld {
            outcome.problem = held.reason
            outcome.needsPerson = true
        }
        effects.report(.ended(outcome))
        return outcome
    }

    private func runRounds(_ outcome: inout AccountOutcome) async throws {
        var home = try await HomeSync(sync: self).home()
        for round in 1...Self.mostRounds {
            let began = try await effects.now().wall
            effects.report(.polling(policy.account))
            let (poll, currentHome) = try await HomeSync(sync: self).poll(home)
            home = currentHome
            let situations = try await HomeSync(sync: self).record(poll, at: began)
            let audited = round == 1 ? planAudit(situations.map(\.auditCandidate), now: began) : nil
            let unmet = try await WishPush(sync: self).push(situations)
            var wantsMore = false
            var complete: [CalendarID] = []
            for situation in situations {
                let result = try await syncCalendar(
                    situation, isAudit: situation.record.id == audited, into: &outcome)
                wantsMore = wantsMore || result.wantsRound
                if result.isComplete { complete.append(situation.record.id) }
            }
            try await markComplete(complete, at: began)
            for id in unmet { outcome.calendars[id]?.pending += 1 }
            for situation in situations {
                if let result = outcome.calendars[situation.record.id] {
                    effects.report(.finished(situation.record.id, result))
                }
            }
            if !wantsMore || round == Self.mostRounds { return }
        }
    }

    /// One failing calendar does not stop the others; an account-wide failure does.
    private func syncCalendar(
        _ situation: CalendarSituation, isAudit: Bool, into outcome: inout AccountOutcome
    ) async throws -> (wantsRound: Bool, isComplete: Bool) {
        let id = situation.record.id
        var calendarLog = log
        calendarLog[metadataKey: "calendar"] = "\(id)"
        let sync = CalendarSync(situation: situation, account: self, isAudit: isAudit, log: calendarLog)
        var result = outcome.calendars[id] ?? CalendarOutcome()
        do {
            let (round, wantsRound) = try await sync.run()
            result.add(round)
            outcome.calendars[id] = result
            return (wantsRound, round.isComplete)
        } catch let error as RemoteError where error.scope != .account {
            result.problem = error.description
            result.isComplete = false
            outcome.calendars[id] = result
            outcome.problem = outcome.problem ?? "\(id): \(error)"
            // The other calendars keep their interval, unless the server asks for more patience.
            if case .later(let after?) = error.retry {
                outcome.retry = max(outcome.retry ?? policy.interval, after)
            }
            if let patience = error.serverPatience {
                outcome.serverPatience = max(outcome.serverPatience ?? .zero, min(patience, longestRetryAfter))
            }
            try await sync.recordProblem(error.description)
            return (false, false)
        }
    }

    private func markComplete(_ calendars: [CalendarID], at began: Instant) async throws {
        guard !calendars.isEmpty else { return }
        try await commit { tx in
            for calendar in calendars { try tx.setCompleteAt(began, of: calendar) }
        }
    }

    private func clearProblem() async throws {
        let name = policy.account
        guard let account = try await effects.read({ try $0.account(name) }), account.problem != nil else { return }
        log.notice("account works again", metadata: ["after": "\(account.problem ?? "")"])
        try await commit { tx in
            guard var account = try tx.account(name) else { return }
            (account.problem, account.problemSince) = (nil, nil)
            try tx.save(account)
        }
    }

    private func record(_ error: RemoteError, failures: Int, in outcome: inout AccountOutcome) async throws {
        outcome.problem = error.description
        outcome.isDown = true
        switch error.retry {
        case .whenSettingsChange: outcome.needsPerson = true
        case .now: outcome.retry = Backoff().delay(failures: failures, random: try await effects.random())
        case .later(let after):
            outcome.serverPatience = error.serverPatience.map { min($0, longestRetryAfter) }
            outcome.retry = (error.kind == .noPassword ? Backoff.forPassword : Backoff()).delay(
                failures: failures, retryAfter: after, random: try await effects.random())
        }
        let (policy, problem, now) = (policy, error.description, try await effects.now().wall)
        tell(error, needsPerson: outcome.needsPerson)
        guard try await effects.read({ try $0.account(policy.account) })?.problem != problem else { return }
        try await commit { tx in
            var account = try tx.account(policy.account) ?? policy.newRecord
            account.problem = problem
            account.problemSince = account.problemSince ?? now
            try tx.save(account)
        }
    }

    /// At each run: what the log has told already it withholds.
    private func tell(_ error: RemoteError, needsPerson: Bool) {
        let problem = error.description
        if error.kind == .noPassword {
            let reason = problem.trimmingPrefix(AccountRecord.waitingForPassword + ": ")
            log.warning("account waits for its password", metadata: ["reason": "\(reason)"])
        } else if needsPerson {
            log.error("account waits for a person", metadata: ["reason": "\(problem)"])
        } else {
            log.warning("account fails", metadata: ["reason": "\(problem)"])
        }
    }

    /// One transaction, then its feed entries to everyone who listens.
    @discardableResult
    func commit<Value: Sendable>(
        _ durability: Durability = .full, _ body: @escaping @Sendable (WriteTransaction) throws -> Value
    ) async throws -> Value {
        let now = try await effects.now().wall
        let (value, feed) = try await effects.write(at: now, durability: durability, body)
        if !feed.isEmpty { try await effects.publish(feed) }
        return value
    }
}

/// The server says that we are somebody else than before: nothing is requested until a person decides.
struct AccountHeld: Error {
    var reason: String
}

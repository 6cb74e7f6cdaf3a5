// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import HTTPTransfer
import Logging
import Settings
import SyncEngine
import Synchronization
import Systemd

/// `--once`: every account one time, both ways, all at the same time; those that could let go of what was moved away
/// from them only once it had arrived elsewhere, a second time.
struct Once {
    let settings: AlmanacSettings
    let store: CalendarStore
    let watcher: SignalWatcher
    let log: Logger
    private let released = Released()

    init(settings: AlmanacSettings, store: CalendarStore, watcher: SignalWatcher, log: Logger) {
        (self.settings, self.store, self.watcher, self.log) = (settings, store, watcher, log)
    }

    func run() async throws -> ExitStatus {
        let client = HTTPClient()
        defer { client.shutdown() }
        _ = try await attach(settings, to: store)
        let boxes = settings.accounts.map { _ in SignalBox() }
        let accounts = Array(zip(assignments(of: settings, client: client), boxes))
        watcher.isFollowed()
        let outcomes = try await withThrowingTaskGroup(of: AccountOutcome?.self) { group in
            for (assignment, box) in accounts {
                group.addTask { try await self.sync(assignment, box) }
            }
            group.addTask {
                for await signal in watcher.signals where signal == .terminate || signal == .interrupt {
                    for box in boxes { box.end() }
                    client.shutdown()
                    break
                }
                return nil
            }
            var outcomes: [AccountOutcome] = []
            while outcomes.count < settings.accounts.count, let outcome = try await group.next() {
                if let outcome { outcomes.append(outcome) }
            }
            for (assignment, box) in accounts where released.names.contains(assignment.policy.account) {
                outcomes.removeAll { $0.account == assignment.policy.account }
                outcomes.append(try await sync(assignment, box))
            }
            watcher.stop()
            group.cancelAll()
            return outcomes
        }
        try store.close()
        for outcome in outcomes { report(outcome) }
        return outcomes.allSatisfy { $0.isInStep } ? .success : .failure
    }

    private func sync(_ assignment: AccountSupervisor.Assignment, _ box: SignalBox) async throws -> AccountOutcome {
        let effects = LiveEffects(store: store, box: box, publish: { _ in }) { [released] step in
            if case .released(let account) = step { released.add(account) }
        }
        return try await AccountSync(
            policy: assignment.policy, server: assignment.server, effects: effects, log: log
        ).run(failures: 0)
    }

    private func report(_ outcome: AccountOutcome) {
        if let problem = outcome.problem {
            log.error("not in step", metadata: ["account": "\(outcome.account)", "reason": "\(problem)"])
        }
        for (id, calendar) in outcome.calendars.sorted(by: { $0.key < $1.key }) {
            let what = [
                (calendar.held, "deletions held; approve with: almanac sync --approve-deletions \(id)"),
                (calendar.quarantined, "items set aside"), (calendar.pending, "edits not confirmed"),
            ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
            if !what.isEmpty {
                log.warning("not in step", metadata: ["calendar": "\(id)", "what": "\(what.joined(separator: "; "))"])
            }
        }
    }
}

/// Accounts that were told that they may go on.
private final class Released: Sendable {
    private let accounts = Mutex<Set<AccountName>>([])
    var names: Set<AccountName> { accounts.withLock { $0 } }
    func add(_ account: AccountName) { accounts.withLock { _ = $0.insert(account) } }
}

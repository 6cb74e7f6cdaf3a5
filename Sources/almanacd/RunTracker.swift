// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import CalendarModel
import SyncEngine
import Synchronization

/// Follows every account's runs, and tells those who asked for one how far it is.
final class RunTracker: Sendable {
    private struct Runs {
        var begun = 0
        var ended = 0
        var progress: AccountProgress
        var outcome: AccountOutcome?
    }
    private struct Ticket {
        /// By account: the run that has to have ended. One that had begun when the ticket was written does not count.
        var wanted: [AccountName: Int]
    }
    private struct State {
        var runs: [AccountName: Runs] = [:]
        var tickets: [String: Ticket] = [:]
        var order: [String] = []
    }
    private let state = Mutex(State())

    /// Older tickets are forgotten.
    private static let mostTickets = 256

    func open(_ id: String, for accounts: [AccountName]) {
        state.withLock { state in
            state.tickets[id] = Ticket(
                wanted: Dictionary(uniqueKeysWithValues: accounts.map { ($0, (state.runs[$0]?.begun ?? 0) + 1) }))
            state.order.append(id)
            if state.order.count > Self.mostTickets { state.tickets[state.order.removeFirst()] = nil }
        }
    }

    /// - Parameter running: accounts that have a loop; of the others nothing more will come.
    func progress(of id: String, running: [AccountName]) -> SyncProgress? {
        state.withLock { state in
            guard let ticket = state.tickets[id] else { return nil }
            let parts = ticket.wanted.keys.sorted().map { name -> (AccountProgress, Bool, Bool) in
                let waiting = AccountProgress(account: name, phase: .waiting)
                if !running.contains(name), (state.runs[name]?.ended ?? 0) < ticket.wanted[name] ?? 0 {
                    var gone = AccountProgress(account: name, phase: .finished)
                    gone.problem = "it is no longer in the settings"
                    return (gone, true, false)
                }
                guard let runs = state.runs[name], let wanted = ticket.wanted[name], runs.begun >= wanted else {
                    return (waiting, false, false)
                }
                let isFinished = runs.ended >= wanted
                return (runs.progress, isFinished, isFinished && runs.outcome?.isInStep == true)
            }
            return SyncProgress(
                ticket: SyncTicket(id: id), isFinished: parts.allSatisfy(\.1), isInStep: parts.allSatisfy(\.2),
                accounts: parts.map(\.0))
        }
    }

    /// What is going on, in words.
    func activity(running: [AccountName]) -> String {
        state.withLock { state in
            let busy = state.runs.filter { $0.value.begun > $0.value.ended && running.contains($0.key) }.keys.sorted()
            return busy.isEmpty ? "idle" : "syncing " + busy.map(\.rawValue).joined(separator: ", ")
        }
    }

    func follow(_ step: SyncStep) {
        state.withLock { state in
            switch step {
            case .began(let name):
                var runs = state.runs[name] ?? Runs(progress: AccountProgress(account: name, phase: .waiting))
                runs.begun += 1
                runs.progress = AccountProgress(account: name, phase: .waiting)
                state.runs[name] = runs
            case .discovering(let name): state.runs[name]?.progress.move(to: .discovering)
            case .polling(let name): state.runs[name]?.progress.move(to: .polling)
            case .listing(let id): state.runs[id.account]?.progress.move(to: .listing, id)
            case .fetching(let id, let done, let total):
                state.runs[id.account]?.progress.move(to: .fetching, id, done, total)
            case .sending(let id, let done, let total):
                state.runs[id.account]?.progress.move(to: .sending, id, done, total)
            case .released: break
            case .finished(let id, let outcome): state.runs[id.account]?.progress.add(outcome, of: id)
            case .ended(let outcome):
                guard var runs = state.runs[outcome.account] else { return }
                runs.ended = runs.begun
                runs.outcome = outcome
                runs.progress.move(to: .finished)
                runs.progress.problem = outcome.problem
                state.runs[outcome.account] = runs
            }
        }
    }
}

extension AccountProgress {
    fileprivate mutating func move(
        to phase: Phase, _ calendar: CalendarID? = nil, _ done: Int? = nil, _ total: Int? = nil
    ) {
        (self.phase, self.calendar, self.done, self.total) = (phase, calendar, done, total)
    }

    fileprivate mutating func add(_ outcome: CalendarOutcome, of id: CalendarID) {
        var calendar = CalendarProgress(calendar: id)
        (calendar.created, calendar.changed, calendar.deleted) = (outcome.created, outcome.changed, outcome.deleted)
        (calendar.pushed, calendar.conflicts) = (outcome.pushed, outcome.conflicts)
        (calendar.quarantined, calendar.held, calendar.pending) = (outcome.quarantined, outcome.held, outcome.pending)
        (calendar.isComplete, calendar.problem) = (outcome.isComplete, outcome.problem)
        calendars.removeAll { $0.calendar == id }
        calendars.append(calendar)
    }
}

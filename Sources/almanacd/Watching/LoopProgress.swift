// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Systemd

/// What a run of an account, or the loop around its runs, is at. Up to a few things at the same time: batches are fetched
/// while the last one is written down.
final class LoopProgress: Sendable {
    enum Activity: Sendable, Equatable {
        /// A view of the database. Nobody else watches the readers, so it is work of the loop's own.
        case reading
        /// In the queue of the one writer, which is watched by itself.
        case writing
        /// The limits of HTTP bound it, and of whatever prints the password: a server that hangs is not our standstill.
        case requesting
        /// Behind another run, or a command, of the same account, which is watched by itself.
        case queueing
        /// Until then, on CLOCK_BOOTTIME; `nil`: until somebody asks.
        case asleep(until: Duration?)
    }

    let name: String
    private let state = Mutex((open: [Activity](), mark: UInt64(0)))

    init(_ name: String) { self.name = name }

    func during<Value>(_ activity: Activity, _ body: () async throws -> Value) async rethrows -> Value {
        state.withLock { state in
            state.open.append(activity)
            state.mark &+= 1
        }
        defer {
            state.withLock { state in
                if let index = state.open.firstIndex(of: activity) { state.open.remove(at: index) }
                state.mark &+= 1
            }
        }
        return try await body()
    }

    /// - Parameter now: on CLOCK_BOOTTIME, as the deadlines are.
    func look(now: Duration, limit: Duration) -> PartLook {
        let (open, mark) = state.withLock { $0 }
        return PartLook(
            part: name, mark: mark, isDue: !open.contains { $0.excuses(at: now) }, limit: limit,
            activity: open.last?.words ?? "work between two requests")
    }
}

extension LoopProgress.Activity {
    /// Whether nothing else has to get on while this lasts.
    fileprivate func excuses(at now: Duration) -> Bool {
        switch self {
        case .reading: false
        case .writing, .requesting, .queueing: true
        case .asleep(let deadline): deadline.map { $0 >= now } ?? true
        }
    }

    fileprivate var words: String {
        switch self {
        case .reading: "a view of the database"
        case .writing: "a transaction"
        case .requesting: "a request to the calendar server"
        case .queueing: "waiting for another run of the account"
        case .asleep: "sleep, of which it has not woken up"
        }
    }
}

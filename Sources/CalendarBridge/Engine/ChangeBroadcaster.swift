// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
import Synchronization

/// Hands the change feed to those who listen, in the order of ``publish(_:)``.
///
/// Nobody is waited for: who falls more than `capacity` publications behind gets ``ChangeSignal/missed`` and no more.
package final class ChangeBroadcaster: Sendable {
    package enum ChangeSignal: Sendable, Equatable {
        case entries([FeedEntry])
        /// The last signal: read `changes(since:)` again and subscribe anew.
        case missed
    }

    private struct Listeners {
        var next = 0
        var streams: [Int: AsyncStream<ChangeSignal>.Continuation] = [:]
    }

    private let capacity: Int
    private let listeners = Mutex(Listeners())

    package init(capacity: Int = 256) { self.capacity = max(2, capacity) }

    /// After commit, in commit order.
    package func publish(_ entries: [FeedEntry]) {
        guard !entries.isEmpty else { return }
        let streams = listeners.withLock { $0.streams }
        for (id, stream) in streams {
            guard case .dropped = stream.yield(.entries(entries)) else { continue }
            // Makes room for itself by dropping one more of the oldest.
            stream.yield(.missed)
            stream.finish()
            forget(id)
        }
    }

    /// What is published from now on.
    package func subscribe() -> AsyncStream<ChangeSignal> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ChangeSignal.self, bufferingPolicy: .bufferingNewest(capacity))
        let id = listeners.withLock { listeners in
            listeners.next += 1
            listeners.streams[listeners.next] = continuation
            return listeners.next
        }
        continuation.onTermination = { [weak self] _ in self?.forget(id) }
        return stream
    }

    var subscriberCount: Int { listeners.withLock { $0.streams.count } }

    private func forget(_ id: Int) { _ = listeners.withLock { $0.streams.removeValue(forKey: id) } }
}

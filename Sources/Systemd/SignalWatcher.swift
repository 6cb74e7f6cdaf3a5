// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Takes the signals of ``DaemonSignal`` in the order of their arrival, on one thread of its own. One watcher at a time;
/// equal signals that arrive together may be one, as everywhere in Unix.
package final class SignalWatcher: Sendable {
    /// For one reader. It ends with ``stop()``.
    package let signals: AsyncStream<DaemonSignal>
    private let early: EarlyStop

    /// - Parameter onEarlyStop: called on the watcher's thread for a SIGTERM or SIGINT that comes before ``isFollowed()``.
    /// - Returns: `nil`: the system has no thread left.
    package init?(onEarlyStop: @escaping @Sendable () -> Void = {}) {
        SignalPipe.open()
        let (signals, continuation) = AsyncStream.makeStream(
            of: DaemonSignal.self, bufferingPolicy: .bufferingNewest(16))
        self.signals = signals
        let early = EarlyStop(onEarlyStop)
        self.early = early
        guard startThread({ Self.run(continuation, early) }) else { return nil }
    }

    /// Whoever reads ``signals`` answers a stop from now on.
    package func isFollowed() { early.isOver() }

    /// Once.
    package func stop() { SignalPipe.put(0) }

    private static func run(_ signals: AsyncStream<DaemonSignal>.Continuation, _ early: EarlyStop) {
        setMask(SIG_UNBLOCK)
        while let signal = DaemonSignal(number: Int32(SignalPipe.take())) {
            if signal == .terminate || signal == .interrupt { early.stop() }
            signals.yield(signal)
        }
        signals.finish()
    }
}

/// What a stop does while nobody reads the signals yet.
private final class EarlyStop: Sendable {
    private let action: Mutex<(@Sendable () -> Void)?>
    init(_ action: @escaping @Sendable () -> Void) { self.action = Mutex(action) }
    func stop() { action.withLock { $0 }?() }
    func isOver() { action.withLock { $0 = nil } }
}

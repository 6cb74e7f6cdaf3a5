// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Takes the signals of ``DaemonSignal`` in the order of their arrival, on one thread of its own. One watcher at a time;
/// equal signals that arrive together may be one, as everywhere in Unix.
package final class SignalWatcher: Sendable {
    /// For one reader. It ends with ``stop()``.
    package let signals: AsyncStream<DaemonSignal>

    /// `nil`: the system has no thread left.
    package init?() {
        SignalPipe.open()
        let (signals, continuation) = AsyncStream.makeStream(
            of: DaemonSignal.self, bufferingPolicy: .bufferingNewest(16))
        self.signals = signals
        guard startThread({ Self.run(continuation) }) else { return nil }
    }

    /// Once.
    package func stop() { SignalPipe.put(0) }

    private static func run(_ signals: AsyncStream<DaemonSignal>.Continuation) {
        var set = DaemonSignal.set
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        while let signal = DaemonSignal(number: Int32(SignalPipe.take())) { signals.yield(signal) }
        signals.finish()
    }
}

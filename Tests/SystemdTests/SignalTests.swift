// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Systemd

@Suite(.serialized) struct `A signal to the process` {
    @Test func `reaches the one who watches, in order, and ends nothing`() async throws {
        let watcher = try #require(SignalWatcher())
        var signals = watcher.signals.makeAsyncIterator()
        for signal in [DaemonSignal.hangup, .user1, .terminate, .interrupt, .hangup] {
            kill(getpid(), signal.number)
            #expect(await signals.next() == signal)
        }
        watcher.stop()
        #expect(await signals.next() == nil)
    }

    @Test func `waits for the watcher`() async throws {
        SignalPipe.open()
        kill(getpid(), SIGHUP)
        let watcher = try #require(SignalWatcher())
        var signals = watcher.signals.makeAsyncIterator()
        #expect(await signals.next() == .hangup)
        watcher.stop()
        #expect(await signals.next() == nil)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Must be the first statement of `main`: threads that start later, and what the process executes (execve(2)), inherit the
/// mask, so no system call is interrupted, and what arrives before ``SignalWatcher`` runs waits for it.
package func blockSignals() { setMask(SIG_BLOCK) }

/// For what is ended by signals, as other programs are.
package func unblockSignals() { setMask(SIG_UNBLOCK) }

func setMask(_ change: Int32) {
    var set = DaemonSignal.set
    pthread_sigmask(change, &set, nil)
}

/// From the handlers, on whatever thread they run, to the one thread that reads: a byte for each signal, 0 to wake it.
///
/// The mask alone would not do: an asynchronous `main` ends in libdispatch's `sigsuspend` with an empty mask, which takes
/// any signal, with its default action unless there is a handler. So there is one.
enum SignalPipe {
    private static let isOpen = Mutex(false)

    /// From here on SIGPIPE is ignored too: a reader that is gone is an error of that write.
    static func open() {
        isOpen.withLock { isOpen in
            guard !isOpen else { return }
            var ends: [Int32] = [-1, -1]
            precondition(pipe(&ends) == 0, "no file descriptors left at the start")
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)  // a full pipe drops a signal rather than stop in a handler
            outlet.store(ends[0], ordering: .sequentiallyConsistent)
            inlet.store(ends[1], ordering: .sequentiallyConsistent)
            for signal in DaemonSignal.allCases { handle(signal.number) }
            signal(SIGPIPE, SIG_IGN)
            isOpen = true
        }
    }

    private static func handle(_ number: Int32) {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { number in
            let before = errno
            SignalPipe.put(UInt8(truncatingIfNeeded: number))
            errno = before
        }
        action.sa_flags = SA_RESTART
        sigfillset(&action.sa_mask)
        sigaction(number, &action, nil)
    }

    /// Safe in a signal handler (signal-safety(7)): an atomic load and write(2).
    static func put(_ byte: UInt8) {
        var byte = byte
        _ = write(inlet.load(ordering: .relaxed), &byte, 1)
    }

    /// Waits for the next byte.
    static func take() -> UInt8 {
        var byte: UInt8 = 0
        while read(outlet.load(ordering: .relaxed), &byte, 1) != 1 {}
        return byte
    }
}

private let inlet = Atomic<Int32>(-1)
private let outlet = Atomic<Int32>(-1)

// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Synchronization
import TestSupport

/// A process of `almanacd`, killed with the last reference.
final class DaemonProcess: Sendable {
    let processID: pid_t
    private let logPath: String
    private let end = End()

    /// Shared with the thread that waits, which may outlive the object by a moment.
    private final class End: Sendable {
        private struct State {
            var status: Int32?
            var waiting: [CheckedContinuation<Int32, Never>] = []
        }
        private let state = Mutex(State())

        func came(_ status: Int32) {
            let waiting = state.withLock { state in
                state.status = status
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume(returning: status) }
        }

        var status: Int32? { state.withLock { $0.status } }

        func wait() async -> Int32 {
            await withCheckedContinuation { continuation in
                let status = state.withLock { state in
                    if state.status == nil { state.waiting.append(continuation) }
                    return state.status
                }
                if let status { continuation.resume(returning: status) }
            }
        }
    }

    /// - Parameters:
    ///   - command: what is started; it may end in `exec`.
    ///   - log: the file that takes both outputs, after what it holds.
    init(_ command: [String], environment: [String: String] = [:], log: String) throws {
        logPath = log
        let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
        let output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer { for descriptor in [input, output] { close(descriptor) } }
        let child = try spawn(
            command, ["TZ": "UTC"].merging(environment) { $1 }, input: input, output: output, errors: output)
        processID = child
        Thread.detachNewThread { [end] in
            var status: Int32 = 0
            while waitpid(child, &status, 0) == -1, errno == EINTR {}
            end.came(status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F)
        }
    }

    deinit { signal(SIGKILL) }

    var isRunning: Bool { end.status == nil }

    var log: String { (try? String(contentsOfFile: logPath, encoding: .utf8)) ?? "" }

    func signal(_ number: Int32) {
        if isRunning { _ = Glibc.kill(processID, number) }
    }

    /// The exit status; 128 and the signal's number for one that was killed.
    func exitStatus() async -> Int32 { await end.wait() }

    /// SIGKILL, as a power cut would.
    func kill() async {
        signal(SIGKILL)
        _ = await exitStatus()
    }

    /// SIGTERM; returns the exit status.
    @discardableResult func terminate() async -> Int32 {
        signal(SIGTERM)
        return await exitStatus()
    }
}

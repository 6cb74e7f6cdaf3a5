// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Must be the second statement of `main`, after ``blockSignals()``. No core files, and reports of crashes without registers
/// and the memory around them, where passwords are. The Swift runtime reads ``reportSettings(tracer:)`` before `main`, so a
/// process that was started without them starts itself once more, as the same process. What a person has set for it is
/// left alone.
package func keepMemoryOutOfCrashReports() {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    if getenv("SWIFT_BACKTRACE") == nil, let path = ownPath() {
        let tracer =
            path.split(separator: "/").dropLast(2).map { "/\($0)" }.joined()
            + "/libexec/almanac/swift-backtrace-static"
        setenv("SWIFT_BACKTRACE", reportSettings(tracer: access(tracer, X_OK) == 0 ? tracer : nil), 0)
        execv(path, CommandLine.unsafeArgv)  // where it fails, this process goes on
    }
    endAfterReports()
}

/// As in the units, which say enable=yes besides; where no tracer is installed, the runtime may know one of a toolchain.
func reportSettings(tracer: String?) -> String {
    "interactive=no,color=no,output-to=stderr,preset=full,registers=none,images=none,sanitize=yes,limit=48"
        + (tracer.map { ",swift-backtrace=\($0)" } ?? "")
}

private func ownPath() -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    return count > 0 ? String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
}

/// After its report the runtime counts on the fault to happen again. A signal that somebody sent, as systemd's watchdog
/// does, would not: the daemon would go on as if nothing had been.
private func endAfterReports() {
    requestForTime.initialize(to: RequestForTime(socket: getenv("NOTIFY_SOCKET")))
    for number in [SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV] {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0, action.sa_flags & SA_SIGINFO != 0 else { continue }
        reporters[Int(number)] = action
        action.__sigaction_handler.sa_sigaction = { number, info, context in
            // Only what is safe in a signal handler (signal-safety(7)), beside the runtime's own.
            requestForTime.pointee.send()
            reporters[Int(number)].__sigaction_handler.sa_sigaction(number, info, context)
            signal(number, SIG_DFL)
            raise(number)
        }
        sigaction(number, &action, nil)
    }
}

/// Behind a pointer, for a variable would be checked for exclusive access, which no handler may do. Written before any
/// other thread exists.
nonisolated(unsafe) private let requestForTime = UnsafeMutablePointer<RequestForTime>.allocate(capacity: 1)

/// The runtime's actions, by number; written before any other thread exists.
nonisolated(unsafe) private let reporters: UnsafeMutablePointer<sigaction> = {
    let actions = UnsafeMutablePointer<sigaction>.allocate(capacity: 65)
    actions.initialize(repeating: sigaction(), count: 65)
    return actions
}()

// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// A child process whose standard output we read; it has an empty standard input, and its own process group.
package struct SpawnedProgram: ~Copyable {
    package enum End: Equatable {
        /// Exit status.
        case ended([UInt8], Int32)
        case killedBy(Int32)
        case late
        case tooLong
    }

    package struct Failure: Error {
        /// `errno`
        let number: Int32
        package var reason: String { "cannot be run: \(String(cString: strerror(number)))" }
        var next: String {
            switch number {
            case ENOENT: "install it, or write its whole path"
            case EACCES: "the sandbox of the system service runs no other programs: use credential or file there"
            default: "run it by hand, as the user who runs almanacd"
            }
        }
    }

    private let child: pid_t
    private let stopping: ProgramStop
    private let outlet: Int32

    deinit { close(outlet) }

    /// - Parameter hidden: variables that the program is not shown.
    package static func start(
        _ arguments: [String], hiding hidden: Set<String> = []
    ) -> Result<SpawnedProgram, Failure> {
        start(arguments, hiding: hidden, stopping: ProgramStop())
    }

    static func start(
        _ arguments: [String], hiding hidden: Set<String>, stopping: ProgramStop
    ) -> Result<SpawnedProgram, Failure> {
        var ends: [Int32] = [-1, -1]
        var child = pid_t()
        guard pipe(&ends) == 0 else { return .failure(Failure(number: errno)) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        let status = spawn(arguments, hidden, output: ends[1], &child)
        close(ends[1])
        guard status == 0 else {
            close(ends[0])
            return .failure(Failure(number: status))
        }
        return .success(SpawnedProgram(child: child, outlet: ends[0], stopping: stopping))
    }

    private init(child: pid_t, outlet: Int32, stopping: ProgramStop) {
        self.child = child
        self.outlet = outlet
        self.stopping = stopping
        stopping.watch(child)
    }

    /// What it has printed when it ends; what it started may go on, and keep standard output open. Ends the whole process
    /// group when it is late or says too much.
    package consuming func output(until deadline: ContinuousClock.Instant, limit: Int) -> End {
        var bytes: [UInt8] = []
        while true {
            let status = reap()
            let isClosed = take(into: &bytes, limit)
            if bytes.count > limit { return status == nil ? stop(.tooLong) : .tooLong }
            if let status { return Self.end(status, bytes) }
            guard ContinuousClock.now < deadline else { return stop(.late) }
            var entry = pollfd(fd: outlet, events: Int16(POLLIN), revents: 0)
            _ = isClosed ? poll(nil, 0, 5) : poll(&entry, 1, 20)
        }
    }

    /// All that is there now, a little more than `limit` at most.
    ///
    /// - Returns: whether nobody can write more.
    private func take(into bytes: inout [UInt8], _ limit: Int) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= limit {
            let count = read(outlet, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count == 0 }
            bytes += chunk[..<count]
        }
        return false
    }

    /// As waitpid(2) has it; `nil` as long as it runs.
    private func reap() -> Int32? {
        var status: Int32 = 0
        var reaped: pid_t = 0
        stopping.forget {
            reaped = waitpid(child, &status, WNOHANG)
            return reaped != 0
        }
        // Without a child of that number a SIGCHLD disposition that is not ours has reaped it.
        return reaped == 0 ? nil : reaped == child ? status : 0
    }

    /// One that hangs in the kernel ends later, and nobody waits for it here.
    private func stop(_ end: End) -> End {
        stopping.stop()
        let patience = ContinuousClock.now + .seconds(1)
        while reap() == nil {
            guard ContinuousClock.now < patience else {
                stopping.forget { true }
                _ = onOwnThread { [child] in while waitpid(child, nil, 0) < 0, errno == EINTR {} }
                break
            }
            poll(nil, 0, 5)
        }
        return end
    }

    private static func end(_ status: Int32, _ bytes: [UInt8]) -> End {
        let signal = status & 0x7f
        return signal == 0 ? .ended(bytes, (status >> 8) & 0xff) : .killedBy(signal)
    }
}

/// `errno`, or 0. Our blocked signals are unblocked for the program. It gets three files and no other: a library's need not
/// be close-on-exec.
private func spawn(
    _ arguments: [String], _ hidden: Set<String>, output: Int32, _ child: inout pid_t
) -> Int32 {
    var files = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    guard posix_spawn_file_actions_init(&files) == 0, posix_spawnattr_init(&attributes) == 0 else { return ENOMEM }
    defer {
        posix_spawn_file_actions_destroy(&files)
        posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&files, output, 1)
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addclosefrom_np(&files, 3)
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
    posix_spawnattr_setflags(&attributes, Int16(flags))
    return withCStrings(arguments) { argv in
        withCStrings(variablesForPrograms(currentVariables(), hiding: hidden)) { envp in
            posix_spawnp(&child, argv[0]!, &files, &attributes, argv, envp)
        }
    }
}

private func currentVariables() -> [String] {
    var (variables, next) = ([String](), environ)
    while let variable = next.pointee {
        variables.append(String(cString: variable))
        next += 1
    }
    return variables
}

/// Without what systemd means for us alone, and without other accounts' passwords.
func variablesForPrograms(_ variables: [String], hiding hidden: Set<String> = []) -> [String] {
    let ours =
        ["SWIFT_BACKTRACE=", "NOTIFY_SOCKET=", "WATCHDOG_", "LISTEN_", "CREDENTIALS_DIRECTORY="]
        + hidden.map { "\($0)=" }
    return variables.filter { variable in !ours.contains(where: variable.hasPrefix) }
}

/// A NULL-terminated array of C strings.
private func withCStrings<Value>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
) -> Value {
    let copies = strings.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    return body(copies + [nil])
}

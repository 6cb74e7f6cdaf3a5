// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// Runs a program to its end. What it leaves running in the background is not waited for, unlike with `Process`.
package func run(
    _ program: String, _ arguments: [String], _ environment: [String: String] = [:]
) async throws -> (status: Int32, output: String, errors: String) {
    let directory = try temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let (output, errors) = (directory + "/output", directory + "/errors")
    let files = [("/dev/null", O_RDONLY), (output, O_WRONLY | O_CREAT), (errors, O_WRONLY | O_CREAT)]
    let descriptors = files.map { open($0.0, $0.1 | O_CLOEXEC, 0o600) }
    defer { for descriptor in descriptors { close(descriptor) } }
    let child = try spawn(
        [program] + arguments, environment, input: descriptors[0], output: descriptors[1], errors: descriptors[2])
    let status = await withCheckedContinuation { done in
        Thread.detachNewThread {
            var status: Int32 = 0
            while waitpid(child, &status, 0) == -1, errno == EINTR {}
            done.resume(returning: status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F)
        }
    }
    let texts = try [output, errors].map { try String(contentsOfFile: $0, encoding: .utf8) }
    return (status, texts[0], texts[1])
}

/// Starts a program, found by its path, with these three standard descriptors and no signal blocked. The caller waits
/// for it.
package func spawn(
    _ arguments: [String], _ environment: [String: String], input: Int32, output: Int32, errors: Int32
) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in [input, output, errors].enumerated() {
        posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
    }
    // Foundation's `Process` waits for the end of a socket that it leaves open in whatever is started meanwhile: with a
    // server that lives as long as the tests, for ever.
    try closeAllElse(&actions)
    // Dispatch's threads block signals, and a child inherits that.
    var (attributes, none) = (posix_spawnattr_t(), sigset_t())
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
    var child: pid_t = 0
    let result = withCStrings(arguments) { pointers in
        withCStrings(variables) { posix_spawn(&child, arguments[0], &actions, &attributes, pointers, $0) }
    }
    guard result == 0 else {
        throw TestServerError(message: "\(arguments[0]): \(String(cString: strerror(result)))")
    }
    return child
}

/// Everything but the three standard descriptors, in the program that is started. Swift's `Glibc` leaves this call out.
private func closeAllElse(_ actions: inout posix_spawn_file_actions_t) throws {
    typealias CloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
    guard let address = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else {
        throw TestServerError(message: "glibc is older than 2.34")
    }
    _ = unsafeBitCast(address, to: CloseFrom.self)(&actions, 3)
}

/// Both ends, closed in programs that are started.
func pipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard Glibc.pipe(&ends) == 0 else { throw TestServerError(message: String(cString: strerror(errno))) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
}

private func withCStrings<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) throws -> Result
) rethrows -> Result {
    let pointers = texts.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    return try body(pointers + [nil])
}

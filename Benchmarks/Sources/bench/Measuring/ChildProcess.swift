// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Runs a program to its end, with nothing of our environment but what is handed to it.
struct ChildProcess {
    var program: String
    var arguments: [String] = []
    var environment: [String: String] = [:]
    /// Standard output and error are appended here.
    var log: URL

    /// - Returns: the exit status, 128 + signal when a signal ended it.
    func run() throws(Failure) -> Int {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log.path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)

        let words = ([program] + arguments).map { strdup($0) }
        let settings = environment.map { strdup($0.key + "=" + $0.value) }
        defer { (words + settings).forEach { free($0) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, program, &actions, nil, words + [nil], settings + [nil])
        guard code == 0 else { throw Failure("\(program): \(String(cString: strerror(code)))") }

        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { throw Failure("waitpid: \(String(cString: strerror(errno)))") }
        }
        let signal = Int(status & 0x7f)
        return signal == 0 ? Int(status >> 8 & 0xff) : 128 + signal
    }

    /// The last lines of the log.
    func tail(_ count: Int = 12) -> String {
        let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(count).joined(separator: "\n")
    }
}

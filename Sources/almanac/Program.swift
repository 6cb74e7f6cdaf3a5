// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ControlClient
import Glibc

/// The entry point: runs a command and turns what it throws into words and an exit code.
@main
enum Program {
    static func main() async {
        // Dispatch tries to raise its threads' priority, which ordinary users may not do, and says so in syslog.
        setenv("LIBDISPATCH_LOG", "NO", 0)
        do {
            var command = try Almanac.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            finish(error)
        }
    }

    private static func finish(_ error: any Error) -> Never {
        let failure = Failure(error)
        guard let failure else {
            let code = Almanac.exitCode(for: error)
            let message = Almanac.fullMessage(for: error)
            if code == .validationFailure, CommandLine.arguments.dropFirst().first == "health" {
                // Who runs plugins reads one line on the standard output.
                write("\(HealthReport(.unknown, Almanac.message(for: error)).line)\n", to: .standard)
                exit(HealthState.unknown.rawValue)
            }
            write(message.isEmpty ? "" : "\(message)\n", to: code == .success ? .standard : .error)
            exit(code == .validationFailure ? ExitStatus.usage.rawValue : code.rawValue)
        }
        let style = Style.forTerminal(STDERR_FILENO, environment: environment)
        write(failure.text(style: style), to: .error)
        exit(failure.status.rawValue)
    }
}

/// What the exit code says.
enum ExitStatus: Int32 {
    case ok = 0
    case failed = 1
    case usage = 2
    case noDaemon = 3
}

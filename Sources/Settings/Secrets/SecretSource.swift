// SPDX-License-Identifier: Apache-2.0

/// Where a password is. Printed it names the place; of a command only the program, for arguments may be secrets.
package enum SecretSource: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// A systemd credential of this service, by name.
    case credential(String)
    /// A file that nobody else may read.
    case file(String)
    /// A program and its arguments; it prints the password. No shell takes part.
    case command([String])
    /// An environment variable.
    case variable(String)

    package var description: String {
        switch self {
        case .credential(let name): "credential \"\(name)\""
        case .file(let path): "file \(path)"
        case .command(let arguments): "command \"\(arguments.first ?? "")\""
        case .variable(let name): "variable $\(name)"
        }
    }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension SecretSource {
    /// Reads the password now. A command may take ten seconds, all on the calling thread: see ``resolveAside(_:)``.
    ///
    /// - Parameter hidden: variables that a command is not shown.
    package func resolve(
        _ environment: ProcessEnvironment = .current, hiding hidden: Set<String> = []
    ) throws(SecretProblem) -> Secret {
        try resolve(environment, hiding: hidden, stopping: ProgramStop())
    }

    func resolve(
        _ environment: ProcessEnvironment, hiding hidden: Set<String>, stopping: ProgramStop
    ) throws(SecretProblem) -> Secret {
        let bytes: [UInt8]
        switch self {
        case .credential(let name): bytes = try readCredential(name, environment: environment)
        case .file(let path): bytes = try readSecretFile(path)
        case .command(let arguments):
            bytes = try runSecretCommand(arguments, limit: .seconds(10), hiding: hidden, stopping: stopping)
        case .variable(let name):
            guard let value = environment[name] else {
                throw problem("is not set, or empty", next: "give \(name) to almanacd's environment")
            }
            bytes = Array(value.utf8)
        }
        return try secret(in: bytes)
    }

    /// What to do where the server refuses the password that is there. systemd, or the environment, gives one to a process
    /// once, at its start.
    package func remedy(_ environment: ProcessEnvironment = .current) -> String {
        let restart = ServiceCommands(environment).restart
        return switch self {
        case .credential(let name): Credential(name: name, environment: environment).remedy
        case .file(let path): "write the right one into \(path), then: almanac reload"
        case .command: "have it print the right one, then: almanac reload"
        case .variable(let name): "give the right \(name) to almanacd's environment, then: \(restart)"
        }
    }

    func problem(_ reason: String, next: String) -> SecretProblem {
        SecretProblem(source: description, reason: reason, next: next)
    }

    /// One line without its end. More than that is no password, but the output of something else.
    private func secret(in bytes: [UInt8]) throws(SecretProblem) -> Secret {
        var line = bytes[...]
        if line.last == UInt8(ascii: "\n") { line.removeLast() }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        guard !line.isEmpty else { throw problem("is empty", next: "put the password there, and nothing else") }
        guard !line.contains(where: { $0 < 0x20 || $0 == 0x7f }) else {
            throw problem("holds more than one line", next: "leave only the password, on the first line")
        }
        guard String(validating: line, as: UTF8.self) != nil else {
            throw problem("is not UTF-8 text", next: "save the password as UTF-8")
        }
        return Secret(bytes: line)
    }
}

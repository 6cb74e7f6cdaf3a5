// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// `password = { credential = "…" }` or one of the other sources. No message here holds a value: it may be a password.
func passwordSource(_ table: TableReader, account: AccountName?, home: String?) -> SecretSource? {
    let example = "write password = { credential = \"\(account?.rawValue ?? "work")\" }"
    switch table.value("password") {
    case .table?: break
    case nil:
        table.report("is missing", at: "password", suggestion: example)
        return nil
    case .string?:
        let suggestion = "\(example), or file, command, env"
        table.report("a password does not stand in this file, only where it is", at: "password", suggestion: suggestion)
        return nil
    case let other?:
        table.reportType(of: other, at: "password", expected: "a table", suggestion: example)
        return nil
    }
    return table.table("password") { source in
        let found = [credential(source), secretFile(source, home: home), secretCommand(source), secretVariable(source)]
        let given = ["credential", "file", "command", "env"].filter(source.has)
        if given.count == 1 { return found.compactMap { $0 }.first }
        let message = given.isEmpty ? "names no source" : "names more than one source: \(given.joined(separator: ", "))"
        table.report(message, at: "password", suggestion: example)
        return nil
    }
}

private func credential(_ source: TableReader) -> SecretSource? {
    guard let name = source.string("credential", example: "\"work\"") else { return nil }
    guard isCredentialName(name) else {
        source.report(
            "must be the name of a systemd credential", at: "credential", suggestion: "as in LoadCredential=NAME:PATH")
        return nil
    }
    return .credential(name)
}

/// What systemd accepts: a file name (`credential_name_valid` in its sources).
func isCredentialName(_ name: String) -> Bool {
    name != "." && name != ".." && name.utf8.count <= 255
        && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":") }
}

private func secretFile(_ source: TableReader, home: String?) -> SecretSource? {
    source.filePath("file", home: home, example: "/etc/almanac/work.password").map(SecretSource.file)
}

private func secretCommand(_ source: TableReader) -> SecretSource? {
    guard let command = source.strings("command", example: "[\"pass\", \"show\", \"work\"]") else { return nil }
    guard !command.isEmpty else {
        source.report("must not be empty", at: "command", suggestion: "as in [\"pass\", \"show\", \"work\"]")
        return nil
    }
    return .command(command)
}

private func secretVariable(_ source: TableReader) -> SecretSource? {
    guard let name = source.string("env", example: "\"WORK_PASSWORD\"") else { return nil }
    guard let first = name.utf8.first, !(0x30...0x39).contains(first),
        name.utf8.allSatisfy({ $0 == UInt8(ascii: "_") || isASCIILetterOrDigit($0) })
    else {
        source.report("must be the name of a variable", at: "env", suggestion: "as in \"WORK_PASSWORD\"")
        return nil
    }
    return .variable(name)
}

func isASCIILetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
}

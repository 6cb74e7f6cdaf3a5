// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Reads and checks a file. `nil` is no file at all: the defaults, and no account.
package func loadSettings(
    from path: String?, defaults: SettingsDefaults
) throws(SettingsProblems) -> AlmanacSettings {
    guard let path else { return try parseSettings("", defaults: defaults) }
    do {
        return try parseSettings(try readSettings(path), defaults: defaults)
    } catch var problems {
        problems.path = path
        throw problems
    }
}

private func readSettings(_ path: String) throws(SettingsProblems) -> String {
    let bytes: [UInt8]
    switch readWholeFile(path, limit: 1 << 20) {
    case .success(let content): bytes = content
    case .failure(.system(ENOENT)):
        throw problem("there is no such file", suggestion: "write one: the example almanac.toml names every key")
    case .failure(let failure): throw problem(failure.reason)
    }
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    throw problem("this is not UTF-8 text", line: firstBadLine(bytes))
}

private func problem(_ message: String, line: Int? = nil, suggestion: String? = nil) -> SettingsProblems {
    SettingsProblems([SettingsProblem(line: line, key: "", message: message, suggestion: suggestion)])
}

private func firstBadLine(_ bytes: [UInt8]) -> Int? {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }.map { $0 + 1 }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Settings

private func example() throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: "etc/almanac/almanac.toml"), encoding: .utf8)
}

/// With every `#key = …` and `#[[account]]` made live, but for the other sources of a password.
private func uncommented() throws -> String {
    try example().split(separator: "\n", omittingEmptySubsequences: false).map { line in
        let isLive = line.hasPrefix("#") && line.dropFirst().first.map { $0 != " " } == true
        let isOtherSource = line.hasPrefix("#password") && !line.contains("credential")
        return isLive && !isOtherSource ? String(line.dropFirst()) : String(line)
    }.joined(separator: "\n")
}

@Suite struct `The example file` {
    @Test func `says nothing but the defaults`() throws {
        let (defaults, example) = (try settings(""), try settings(example()))
        #expect(example == defaults)
    }

    @Test func `shows the defaults as they are, and an example where there is none`() throws {
        let (defaults, example) = (try settings(""), try settings(uncommented()))
        #expect(example.database == defaults.database)
        #expect(example.sync == defaults.sync)
        #expect(example.control.socket == defaults.control.socket)
        #expect(example.control.dashboard != nil)
        #expect(example.cache.memory == defaults.cache.memory)
        #expect(example.cache.disk == defaults.cache.disk)
        #expect(example.cache.redis?.lifetime == .seconds(300))
        #expect(example.cache.redis?.connections == 4)
        let account = try #require(example.accounts.first)
        #expect(account.calendars == ["*"])
        #expect(account.interval == defaults.sync.interval)
        #expect(account.conflict == defaults.sync.conflict)
        #expect(!account.allowsHTTP)
    }

    @Test func `names every key there is`() throws {
        let text = try uncommented()
        let document = try TOMLReader.document(text)
        for key in try parse(text, defaults: .system).keys {
            let last = key.split(separator: ".").last ?? ""
            #expect(
                text.contains("\n#password = { \(last) = ") || has(key.split(separator: "."), .table(document)),
                "\(key)")
        }
    }

    /// In an array the first table counts.
    private func has(_ path: [Substring], _ value: ConfigValue) -> Bool {
        switch value {
        case _ where path.isEmpty: true
        case .table(let entries): entries[String(path[0])].map { has(Array(path.dropFirst()), $0.value) } ?? false
        case .array(let elements): elements.first.map { has(path, $0.value) } ?? false
        default: false
        }
    }

    @Test func `says of each key its type, default, need and secrecy`() throws {
        let lines = try example().split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated()
        where line.wholeMatch(of: /#[a-z_]+ = .*/) != nil && !line.hasPrefix("#password") {
            let comment = lines[..<index].reversed().prefix { $0.hasPrefix("# ") }.joined(separator: " ")
            for word in ["default", "secret"] { #expect(comment.contains(word), "\(line)") }
            #expect(comment.contains("optional") || comment.contains("required"), "\(line)")
        }
    }
}

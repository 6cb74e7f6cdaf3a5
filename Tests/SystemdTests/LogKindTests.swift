// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Systemd

/// The log calls of all modules, the table of kinds, and the catalog say the same.
@Suite struct `Each kind of log event` {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private struct Call {
        let place: String
        let message: String
        /// The keys in its text.
        let fields: Set<String>
    }

    private let calls: [Call]
    private let literals: Set<String>
    private let catalog: [String: String]

    init() throws {
        var (calls, literals): ([Call], Set<String>) = ([], [])
        for (file, text) in try Self.sources() {
            literals.formUnion(text.matches(of: /"((?:[^"\\\n]|\\.)*)"/).map { String($0.1) })
            calls += try Self.calls(in: text, file)
        }
        (self.calls, self.literals) = (calls, literals)
        catalog = try Self.catalogEntries()
    }

    @Test func `at info or above stands in the table, and the table has no other`() {
        #expect(calls.count > 30)
        for call in calls {
            #expect(LogKind.of(call.message) != nil, "\(call.place): \"\(call.message)\" has no line in LogKinds.swift")
        }
        for kind in LogKind.all {
            #expect(literals.contains(kind.message), "nothing logs \"\(kind.message)\"")
        }
    }

    @Test func `has an id of its own, 128 bits of a random UUID`() {
        #expect(Set(LogKind.all.map(\.id)).count == LogKind.all.count)
        #expect(Set(LogKind.all.map(\.message)).count == LogKind.all.count)
        for kind in LogKind.all {
            #expect(kind.id.wholeMatch(of: /[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}/) != nil, "\(kind.message)")
        }
    }

    @Test func `that is the end of another names one that lasts`() {
        for kind in LogKind.all {
            guard let ended = kind.ended else { continue }
            for message in ended { #expect(LogKind.of(message)?.telling.lasts == true, "\(message)") }
        }
    }

    @Test func `is explained by the catalog, with fields that its entries have`() throws {
        #expect(Set(catalog.keys) == Set(LogKind.all.map(\.id)))
        for kind in LogKind.all {
            let text = try #require(catalog[kind.id], "\(kind.message)")
            #expect(text.hasPrefix("Subject: "), "\(kind.message)")
            #expect(text.contains("\nDefined-By: Almanac\nDocumentation: man:almanac"), "\(kind.message)")
            #expect(text.contains("\nDocumentation: man:almanacd(8)\n\n"), "\(kind.message)")
            let fields = Set(text.matches(of: /@([A-Z_]+)@/).map { String($0.1) })
            for call in calls where call.message == kind.message {
                let missing = fields.subtracting(call.fields).subtracting(["ACCOUNT", "CALENDAR", "RUN"])
                #expect(missing.isEmpty, "\(call.place): the catalog shows \(missing), which it does not log")
            }
        }
    }

    @Test func `is explained with a command to type, or with that there is nothing to do`() {
        let programs = ["almanac", "almanacd", "systemctl", "usermod", "df", "ss", "fuser", "timedatectl", "@APPROVE@"]
        for (id, text) in catalog {
            // After a colon and two blanks, or indented in a line of its own.
            let typed = text.matches(of: /(?::  |\n {2,4})([@A-Za-z]+)/).map { String($0.1) }
            let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
            #expect(
                typed.contains { programs.contains($0) } || words.contains(/nothing (is left )?to do/),
                "\(id) \(text.prefix { $0 != "\n" })")
        }
    }

    @Test func `that must end for a person to hear of the next has an end`() {
        let ended = Set(LogKind.all.flatMap { $0.ended ?? [] })
        for message in [
            "sync failed", "deletions held", "edit held", "items set aside",
            "maintenance failed, tried again in an hour",
        ] { #expect(ended.contains(message), "\(message)") }
    }

    /// The calls at `info` or above. Each has to give its message as it is.
    private static func calls(in text: String, _ file: String) throws -> [Call] {
        let pattern =
            /[lL]og(?:ger)?\??\.(?:(?:info|notice|warning|error|critical)\(|log\(level: \w+,)\s*(?:"((?:[^"\\\n]|\\.)*)")?/
        return try text.matches(of: pattern).map { match in
            let place = "\(file):\(text[..<match.range.lowerBound].count { $0 == "\n" } + 1)"
            let message = try #require(match.1, "\(place): the message is no text")
            #expect(!message.contains("\\("), "\(place): what varies belongs into the metadata")
            return Call(
                place: place, message: String(message), fields: keys(in: argument(from: match.range, text), of: text))
        }
    }

    /// As far as the brackets of the call go.
    private static func argument(from call: Range<String.Index>, _ text: String) -> Substring {
        var depth = 0
        for index in text[call.lowerBound...].indices {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" {
                depth -= 1
                if depth == 0 { return text[call.lowerBound...index] }
            }
        }
        return text[call.lowerBound...]
    }

    /// Of metadata that is not written down in the call: all keys in its file.
    private static func keys(in call: Substring, of file: String) -> Set<String> {
        let isElsewhere = call.firstMatch(of: /metadata: [^\[]/) != nil
        return Set(
            (isElsewhere ? file[...] : call).matches(of: /"([a-z.]+)"\]?(?::| =)/).map {
                journalFieldName(String($0.1))
            })
    }

    private static func sources() throws -> [(String, String)] {
        let folder = root.appending(path: "Sources")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        return try files.compactMap { $0 as? URL }
            .filter { $0.pathExtension == "swift" && $0.lastPathComponent != "LogKinds.swift" }
            .map { ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8)) }
    }

    private static func catalogEntries() throws -> [String: String] {
        let text = try String(contentsOf: root.appending(path: "systemd/catalog/almanac.catalog"), encoding: .utf8)
        let entries = text.components(separatedBy: "\n-- ").dropFirst().map { ($0.prefix(32), $0.dropFirst(33)) }
        return try Dictionary(entries.map { (String($0.0), String($0.1)) }) { _, _ in
            throw CocoaError(.fileReadCorruptFile)
        }
    }
}

extension LogKind {
    /// What it is the end of.
    fileprivate var ended: [String]? {
        switch telling {
        case .ending(let messages), .allIsWell(let messages): messages
        case .always, .daily, .dailyWhateverTheReason: nil
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import ICalendar

/// What Python's `icalendar` reads in a text (`scripts/oracles/read_back.py`).
struct OracleAnswer: Decodable, Sendable {
    struct Property: Decodable, Hashable, Sendable {
        let name: String
        let parameters: [String]
        /// A text decoded, anything else as `icalendar` writes it.
        let value: String

        fileprivate var wireText: String { parameters.map { ";" + $0 }.joined() + ":" + value }
    }

    struct Component: Decodable, Hashable, Sendable {
        let name: String
        let properties: [Property]
        let components: [Component]

        /// `SUMMARY`: the values of the properties of that name. `ATTENDEE;`: with their parameters, as `;CN=A;ROLE=CHAIR:mailto:a`.
        /// `BEGIN:VALARM`: the components of that name in it, their lines sorted.
        func values(_ name: String) -> [String] {
            if let nested = name.nestedComponentName {
                return components.filter { $0.name == nested }.map(\.block)
            }
            guard name.hasSuffix(";") else { return properties.filter { $0.name == name }.map(\.value) }
            return properties.filter { "\($0.name);" == name }.map(\.wireText)
        }

        private var block: String {
            (properties.map { $0.name + $0.wireText } + components.map { "BEGIN:\($0.name)\n\($0.block)" }).sorted()
                .joined(separator: "\n")
        }

        /// Everything that it says, by the names that an edit touches: a property's, or `BEGIN:X` for what is nested in it.
        var parts: [String: [String]] {
            var result: [String: [String]] = [:]
            for property in properties { result[property.name, default: []].append(property.wireText) }
            for component in components { result["BEGIN:\(component.name)", default: []].append(component.block) }
            return result
        }
    }

    /// The calendars.
    let components: [Component]?
    /// In base64: the text as `icalendar` writes it again.
    private let written: String?
    /// Why it reads nothing.
    let error: String?

    /// As `icalendar` writes the text again.
    var rewritten: [UInt8]? { written.flatMap { Data(base64Encoded: $0) }.map { Array($0) } }

    /// What the calendars hold on their first level.
    var objects: [Component] { components?.flatMap(\.components) ?? [] }

    /// The answers to these texts, in one run of the program.
    static func read(_ bodies: [[UInt8]]) throws -> [OracleAnswer] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "almanac-oracle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (questions, answers) = (folder.appending(path: "questions"), folder.appending(path: "answers"))
        let lines = bodies.map { "{\"body\": \"\(Data($0).base64EncodedString())\"}\n" }
        try Data(lines.joined().utf8).write(to: questions)
        try Data().write(to: answers)
        let process = Process()
        process.executableURL = URL(filePath: "\(Corpora.home)/python/bin/python")
        process.arguments = [script]
        process.standardInput = try FileHandle(forReadingFrom: questions)
        process.standardOutput = try FileHandle(forWritingTo: answers)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ICalendarError("read_back.py ended with \(process.terminationStatus)")
        }
        let result = try Data(contentsOf: answers).split(separator: 10).map {
            try JSONDecoder().decode(OracleAnswer.self, from: $0)
        }
        guard result.count == bodies.count else { throw ICalendarError("read_back.py answered \(result.count) texts") }
        return result
    }

    private static let script = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "scripts/oracles/read_back.py").path
}

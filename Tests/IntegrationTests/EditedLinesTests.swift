// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// What leaves for the server after an edit, line by line beside what had come from there.
@Suite struct `An edit of one property` {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let arguments: [String]
        /// The properties that may differ, beside those that say when it was changed, and how they read then.
        let properties: [String: String?]
    }

    private static let title = "Überprüfung der Größenverhältnisse für die Außenstelle Köln: Straße – Höfe und Gärten 🌳"

    static let cases = [
        Case(
            testDescription: "a title of more than 75 octets", arguments: ["--title", title],
            properties: ["SUMMARY": title]),
        Case(
            testDescription: "a place where there was none", arguments: ["--location", "Hof; Tür 3, links"],
            properties: ["LOCATION": "Hof\\; Tür 3\\, links"]),
        Case(
            testDescription: "no description any more", arguments: ["--description", ""],
            properties: ["DESCRIPTION": nil]),
        Case(
            testDescription: "all of it", arguments: ["--title", title, "--location", "Hof", "--description", ""],
            properties: ["SUMMARY": title, "LOCATION": "Hof", "DESCRIPTION": nil]),
    ]

    @Test(arguments: RealServer.allCases)
    func `leaves every other byte as it came`(kind: RealServer) async throws {
        let server = try await kind.start()
        let proxy = try TestProxy(before: server.url)
        let remote = try RemoteFolder(kind, on: server)
        // The only text of a calendar comes by GET, which leaves bare line feeds as they are.
        let bare = try RemoteFolder(kind, on: server, name: "bare")
        let names = Self.cases.indices.map { "edited-\($0).ics" }
        try await remote.store(names.map { ($0, oddText($0)) })
        try await bare.store([("bare.ics", oddText("bare").replacing("\r\n", with: "\n"))])
        let here = try Installation([AccountText(url: proxy.url)])
        let daemon = try await here.daemon()
        try await eventually { try await here.database.count("objects") == names.count + 1 }
        for (name, edit) in zip(names, Self.cases) { try await expect(edit, of: name, in: remote, here, proxy) }
        try await expect(Self.cases[3], of: "bare.ics", in: bare, here, proxy)
        await daemon.terminate()
    }

    private func expect(
        _ edit: Case, of file: String, in remote: RemoteFolder, _ here: Installation, _ proxy: TestProxy
    ) async throws {
        let before = try #require(try remote.get(file))
        let event = try await here.database.object(at: file)
        let result = try await here.almanac(["edit", event, "--scope", "series", "--wait", "30"] + edit.arguments)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        let sent = try #require(try proxy.log().last { $0.method == "PUT" && $0.path.hasSuffix(file) }).body
        let changes = contentLines(sent).difference(from: contentLines(before))
        let touched = changes.map { change in
            switch change {
            case .insert(_, let line, _), .remove(_, let line, _): propertyName(line)
            }
        }
        let stamps = ["DTSTAMP", "LAST-MODIFIED", "SEQUENCE"]
        #expect(touched.allSatisfy { edit.properties.keys.contains($0) || stamps.contains($0) }, "\(edit): \(touched)")
        let end: [UInt8] = before.utf8.contains(13) ? [13, 10] : [10]
        let physical = sent.utf8.split(separator: 10)
        #expect(physical.allSatisfy { ($0.last == 13) == (end.count == 2) && $0.count <= 74 + end.count })
        for (name, value) in edit.properties {
            let lines = changes.insertions.compactMap { change in
                if case .insert(_, let line, _) = change, propertyName(line) == name { line } else { nil }
            }
            // An override that says the same as the series does follows it.
            #expect(Set(lines.map(unfoldedValue)) == (value.map { [$0] } ?? []), "\(edit) of \(file)")
        }
    }
}

/// A series with an override, folded lines, and properties and parameters that nobody knows.
private func oddText(_ uid: String) -> String {
    """
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//Example Corp.//Planner 4.2//EN
    X-WR-CALNAME;X-P="a;b":Kalender
    BEGIN:VTIMEZONE
    TZID:Koeln
    X-LIC-LOCATION:Europe/Berlin
    BEGIN:STANDARD
    DTSTART:19700101T000000
    TZOFFSETFROM:+0100
    TZOFFSETTO:+0100
    END:STANDARD
    END:VTIMEZONE
    BEGIN:VEVENT
    UID:\(uid)
    DTSTAMP:20260102T030405Z
    X-UNKNOWN;X-PARAM="q,uoted";X-OTHER=a,b:some \\, value
    DTSTART;TZID=Koeln:20260301T090000
    DURATION:PT1H
    RRULE:FREQ=DAILY;COUNT=5
    SUMMARY;LANGUAGE=de;X-MORE="x:y":Ein Titel\\, der so lang ist\\, dass er ge
     faltet ankommt\\; mit Umlauten: äöü
    DESCRIPTION:Erste Zeile\\nund eine zweite\\, die ebenfalls lang genug ist\\, u
     m gefaltet zu werden
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:Gleich
    TRIGGER:-PT15M
    X-ALARM-SOUND:glocke
    END:VALARM
    END:VEVENT
    BEGIN:VEVENT
    UID:\(uid)
    RECURRENCE-ID;TZID=Koeln:20260303T090000
    DTSTAMP:20260102T030405Z
    DTSTART;TZID=Koeln:20260303T110000
    DURATION:PT1H
    SUMMARY:Verschoben
    X-OVERRIDE:ja
    END:VEVENT
    END:VCALENDAR

    """.replacing("\n", with: "\r\n")
}

/// Their octets, with folds and line ends.
private func contentLines(_ text: String) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    for line in text.utf8.split(separator: 10, omittingEmptySubsequences: false) {
        let isFolded = [32, 9].contains(line.first) && !lines.isEmpty
        if isFolded { lines[lines.count - 1] += Array(line) + [10] } else { lines.append(Array(line) + [10]) }
    }
    return lines.dropLast()
}

private func propertyName(_ line: [UInt8]) -> String {
    String(decoding: line.prefix { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ";") }, as: UTF8.self)
}

private func unfoldedValue(_ line: [UInt8]) -> String {
    let unfolded = Array(line.filter { $0 != 13 }.split(separator: [10, 32]).joined().dropLast(1))
    var isQuoted = false
    for (index, octet) in zip(unfolded.indices, unfolded) {
        if octet == UInt8(ascii: "\"") { isQuoted.toggle() }
        if octet == UInt8(ascii: ":"), !isQuoted {
            return String(decoding: unfolded[unfolded.index(after: index)...], as: UTF8.self)
        }
    }
    return ""
}

// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import SyncEngine
import TestSupport
import Testing

/// Titles, places, notes and people are private: whatever a server does and says, and whatever it quotes.
@Suite struct `No text of an event` {
    /// In every text of an event, on both sides.
    private static let mark = "Zwetschgendatschi"

    static let lines = [
        "PROPFIND /alice/", "PROPFIND", "sync-collection", "calendar-multiget", "calendar-query", "GET", "PUT",
        "DELETE",
    ]

    @Test(arguments: lines) func `is logged above trace, whatever goes wrong`(line: String) async throws {
        let log = CapturedLog()
        for (name, trouble) in Self.troubles {
            let world = try Self.world(log)
            try await world.run()
            world.fake.add(Fault(line, trouble, times: 4))
            world.fake.store("2.ics", Self.text("u2", extra: "X-CHANGED:\(Self.mark)"))
            world.fake.store("5.ics", Self.text("u5"))
            world.fake.remove("3.ics")
            try Self.edit(world)
            // The second finds what the first left behind; the third is that of a day on, with its audit.
            for wait in [60, 7200, 86_400] {
                _ = try await world.run()
                world.advance(.seconds(wait))
            }
            #expect(!log.lines.contains { Self.isMarked($0) }, "\(name): \(log.lines.filter(Self.isMarked))")
        }
        #expect(log.messages.contains("synced"))
    }

    @Test func `is logged of items that cannot be read, edits that are refused, or deletions that are held`()
        async throws
    {
        let log = CapturedLog()
        let world = try Self.world(log)
        for number in 10..<30 { world.fake.store("\(number).ics", Self.text("u\(number)")) }
        try await world.run()
        world.fake.store("1.ics", Self.text("u1").replacing("DTSTART:", with: "DTSTART;\(Self.mark)="))
        world.fake.store("2.ics", "BEGIN:VCALENDAR\r\n\(Self.mark) \(Self.mark)\r\n")
        world.fake.store("4.ics", Self.text("u4", extra: "X-CHANGED:\(Self.mark)"))
        for number in 10..<30 { world.fake.remove("\(number).ics") }
        try Self.edit(world)
        world.fake.add(Fault("PUT", .answer(Self.quoting(403)), times: 9))
        for _ in 0..<3 {
            _ = try await world.run()
            world.advance(.seconds(86_400))
        }
        let expected: Set = [
            "items set aside", "edit refused", "deletions held", "conflicts decided by the rule", "synced",
        ]
        #expect(log.messages.isSuperset(of: expected), "\(log.messages)")
        #expect(!log.lines.contains { Self.isMarked($0) }, "\(log.lines.filter(Self.isMarked))")
    }

    private static func isMarked(_ line: String) -> Bool { line.lowercased().contains(mark.lowercased()) }

    private static func world(_ log: CapturedLog) throws -> FakeWorld {
        let world = try FakeWorld(log: log.logger)
        for number in 1...4 { world.fake.store("\(number).ics", text("u\(number)")) }
        return world
    }

    private static func text(_ uid: String, extra: String = "X-KEPT:yes") -> String {
        let people = "ORGANIZER:mailto:\(mark)@example.org\nATTENDEE;CN=\(mark):mailto:guest-\(mark)@example.org"
        let texts = "LOCATION:\(mark)\nDESCRIPTION:\(mark)\nCOMMENT:\(mark)\nURL:https://example.org/\(mark)"
        return eventText(uid: uid, title: mark, extra: "\(people)\n\(texts)\n\(extra)")
    }

    /// One of each kind; where there is nothing left to edit, none.
    private static func edit(_ world: FakeWorld) throws {
        try? world.create("new", "\(mark) new", extra: "LOCATION:\(mark)")
        try? world.retitle("u4", "\(mark) edited")
        try? world.delete("u2")
    }

    /// What servers write into their refusals, and where.
    private static func quoting(_ status: Int) -> FakeAnswer {
        let body = """
            <error xmlns="DAV:" xmlns:s="http://sabredav.org/ns"><\(mark)/><s:exception>\(mark)</s:exception>\
            <s:message>Validation error: SUMMARY:\(mark)</s:message><responsedescription>\(mark)\
            </responsedescription></error>
            """
        return FakeAnswer(
            status, body,
            headers: [
                "Content-Type": "application/xml", "X-Error": mark, "Warning": "199 - \"\(mark)\"",
                "WWW-Authenticate": "Basic realm=\"\(mark)\"", "Retry-After": mark, "ETag": "\"\(mark)\"",
            ])
    }

    private static let troubles: [(String, Fault.Action)] =
        [400, 401, 403, 404, 405, 409, 412, 413, 415, 423, 429, 500, 501, 502, 503, 507, 511].map {
            ("\($0)", .answer(quoting($0)))
        } + [
            ("200 in words", .answer(FakeAnswer(200, mark))), ("500, carried out", .answerAfterwards(quoting(500))),
            ("a page", .answer(FakeAnswer(200, "<html>\(mark)</html>", headers: ["Content-Type": "text/html"]))),
            (
                "broken XML",
                .answer(
                    FakeAnswer(
                        207, "<multistatus xmlns=\"DAV:\"><response>\(mark)</\(mark)>",
                        headers: ["Content-Type": "application/xml"]))
            ),
            (
                "a status of a member",
                .answer(
                    .multistatus(
                        "<response><href>/alice/team/1.ics</href><status>HTTP/1.1 403 \(mark)</status>"
                            + "<responsedescription>\(mark)</responsedescription></response>"))
            ),
            ("dropped", .dropBefore), ("unheard", .dropAfter), ("cut", .cut(after: 300)),
            ("shortened", .shorten(to: 300)),
        ]
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite struct `Calendars by command` {
    /// What another client sees of a calendar.
    private func properties(_ server: TestServer, _ path: String) throws -> String {
        let answer = try server.send(
            "PROPFIND", path, headers: ["Depth": "0", "Content-Type": "text/xml"],
            body: """
                <propfind xmlns="DAV:" xmlns:A="http://apple.com/ns/ical/"><prop><displayname/>\
                <A:calendar-color/><A:calendar-order/></prop></propfind>
                """)
        // Cyrus writes texts as they are, in CDATA.
        let text = answer.text.replacingOccurrences(of: "<![CDATA[", with: "").replacingOccurrences(of: "]]>", with: "")
        return answer.status == 207
            ? text.replacingOccurrences(of: "Leser & <", with: "Leser &amp; &lt;") : "\(answer.status)"
    }

    private func folder(_ bench: CommandLineBench) -> String {
        bench.remote.path.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/"
    }

    @Test(arguments: RealServer.allCases)
    func `are made, renamed, coloured, ordered and deleted`(on kind: RealServer) async throws {
        let bench = try await CommandLineBench(on: kind)
        let made = try await bench.must(
            "calendars", "create", "Book Club", "--color", "#3465A4", "--order", "3", "--components", "VEVENT,VTODO")
        #expect(made == "Made work/book-club \"Book Club\".\n")
        let path = folder(bench) + "book-club/"
        var there = try properties(bench.remote.server, path)
        #expect(there.contains("Book Club") && there.contains("#3465a4") && there.contains(">3<"), "\(there)")
        let list = try await bench.must("calendars")
        #expect(list.contains("work/book-club  Book Club  (#3465a4)"), "\(list)")
        try await bench.must(
            "add", "Reading", "--start", "2026-03-01 10:00", "--calendar", "book club", "--wait", "20")

        let renamed = try await bench.must("calendars", "rename", "book club", "Leser & <Freunde>", "--wait", "20")
        #expect(renamed == "Changed work/book-club. The server has it.\n")
        try await bench.must("calendars", "color", "work/book-club", "#000000", "--wait", "20")
        try await bench.must("calendars", "order", "book-club", "1", "--wait", "20")
        there = try properties(bench.remote.server, path)
        #expect(there.contains("Leser &amp; &lt;Freunde") && there.contains("#000000") && there.contains(">1<"))
        #expect(try await bench.must("agenda", "2026-03-01").contains("Reading"))

        let asked = try await bench.here.almanac("calendars", "delete", "work/book-club")
        #expect(asked.status == 2 && asked.errors.contains("with its 1 event, for everybody"), "\(asked.errors)")
        #expect(asked.errors.contains("  Next: almanac calendars delete work/book-club --yes"))
        #expect(try properties(bench.remote.server, path).contains("Leser"))
        #expect(
            try await bench.must("calendars", "delete", "work/book-club", "--yes")
                == "Deleted work/book-club with 1 event. See: almanac log\n")
        #expect(try bench.remote.server.send("GET", path).status == 404)
        #expect(try await bench.must("calendars").contains("book-club") == false)
        #expect(try await bench.must("agenda", "2026-03-01").hasPrefix("Nothing on 2026-03-01."))
        let log = try await bench.must("log", "--calendar", "work/book-club")
        #expect(log.contains("deleted   \"Reading\"  calendar deleted by uid"), "\(log)")
        let kept = "bodies WHERE instr(bytes, 'SUMMARY:Reading') > 0"
        #expect(try await bench.here.database.count(kept) > 0)
        try await bench.sync()
    }

    @Test func `show a wish at once, send it when the server can be reached, and tell what it refused`() async throws {
        let bench = try await CommandLineBench()
        try bench.proxy.add(fault: #"{"method": "PROPPATCH", "action": "drop"}"#)
        let queued = try await bench.must("calendars", "rename", "home", "Zuhause")
        #expect(queued == "Changed work/home. The server gets it as soon as it can be reached.\n")
        let list = try await bench.must("calendars")
        #expect(list.contains("work/home  Zuhause  (default, name not on the server yet)"), "\(list)")
        #expect(try await bench.must("status").contains("Not on the server yet: its name"))
        try await eventually {
            try await bench.here.database.count("calendar_wishes WHERE wish_next_attempt IS NOT NULL") == 1
        }
        try bench.proxy.removeFaults()
        try await bench.sync()
        #expect(try properties(bench.remote.server, bench.remote.path).contains("Zuhause"))
        #expect(try await bench.must("calendars").contains("not on the server") == false)

        try bench.proxy.add(fault: #"{"method": "PROPPATCH", "action": "answer", "status": 403}"#)
        let refused = try await bench.here.almanac("calendars", "color", "home", "#ff0000", "--wait", "20")
        #expect(refused.status == 1)
        let reason = "the colour #ff0000: the server does not allow it"
        #expect(refused.output.contains("The server refused \(reason)."), "\(refused.output)")
        #expect(try await bench.must("calendars").contains("  the server refused \(reason)"))
        #expect(try await bench.must("status").contains("The server refused \(reason)"))
        try bench.proxy.removeFaults()
        try await bench.sync()
        #expect(try properties(bench.remote.server, bench.remote.path).contains("ff0000") == false)
    }

    @Test func `follow another client that renames, deletes and makes them anew`() async throws {
        let bench = try await CommandLineBench([("plain.ics", simpleEvent("plain", "Plain"))])
        let (server, path) = (bench.remote.server, bench.remote.path)
        try server.send(
            "PROPPATCH", path, headers: ["Content-Type": "text/xml"],
            body: """
                <propertyupdate xmlns="DAV:" xmlns:A="http://apple.com/ns/ical/"><set><prop>\
                <displayname>Theirs</displayname><A:calendar-color>#ABCDEF</A:calendar-color></prop></set>\
                </propertyupdate>
                """)
        try await bench.sync()
        #expect(try await bench.must("calendars").contains("work/home  Theirs  (default, #ABCDEF)"))
        try server.send("DELETE", path)
        try await bench.sync()
        #expect(try await bench.must("calendars").contains("missing on the server for"))
        #expect(try await bench.must("agenda", "2026-03-01").hasPrefix("Nothing on 2026-03-01."))
        #expect(try await bench.here.database.count("objects WHERE local_body IS NOT NULL") == 1)
        _ = try server.makeCalendar(in: folder(bench), name: "home")
        try bench.remote.put("plain.ics", simpleEvent("plain", "Plain"))
        try await bench.sync()
        #expect(try await bench.must("calendars").contains("missing") == false)
        #expect(try await bench.must("agenda", "2026-03-01").contains("Plain"))
        #expect(try await bench.here.database.count("calendars") == 1)
    }

    @Test func `change nothing when the server cannot be reached, or makes none`() async throws {
        let bench = try await CommandLineBench([("plain.ics", simpleEvent("plain", "Plain"))])
        try bench.proxy.add(fault: #"{"method": "MKCALENDAR", "action": "answer", "status": 405}"#)
        try bench.proxy.add(fault: #"{"method": "MKCOL", "action": "answer", "status": 405}"#)
        let none = try await bench.here.almanac("calendars", "create", "Club")
        #expect(none.status == 1 && none.errors.contains("the server makes no calendars (405)"), "\(none.errors)")
        try bench.proxy.removeFaults()
        for method in ["PROPFIND", "DELETE"] {
            try bench.proxy.add(fault: #"{"method": "\#(method)", "action": "drop"}"#)
        }
        let offline = try await bench.here.almanac("calendars", "create", "Club")
        #expect(offline.status == 1 && offline.errors.contains("Nothing was changed."), "\(offline.errors)")
        let kept = try await bench.here.almanac("calendars", "delete", "home", "--yes")
        #expect(kept.status == 1 && kept.errors.contains("Nothing was changed."), "\(kept.errors)")
        try bench.proxy.removeFaults()
        try await bench.sync()
        #expect(try await bench.must("agenda", "2026-03-01").contains("Plain"))
        #expect(try await bench.here.database.count("calendars") == 1)
    }

    @Test func `find the one that they made when the answer is lost`() async throws {
        let bench = try await CommandLineBench()
        try bench.proxy.add(fault: #"{"method": "MKCALENDAR", "action": "withhold", "times": 1}"#)
        #expect(try await bench.must("calendars", "create", "Club") == "Made work/club \"Club\".\n")
        #expect(try await bench.here.database.count("calendars") == 2)
        try bench.proxy.add(fault: #"{"method": "DELETE", "action": "withhold", "times": 1}"#)
        try await bench.must("calendars", "delete", "club", "--yes")
        #expect(try bench.remote.server.send("GET", folder(bench) + "club/").status == 404)
    }

    /// One run of an account at a time: what stands in its place waits for its end.
    @Test func `are made between two runs of their account`() async throws {
        let bench = try await CommandLineBench()
        try bench.proxy.reset()
        let fault = try bench.proxy.add(fault: #"{"method": "REPORT", "action": "delay", "times": 1}"#)
        try bench.remote.put("plain.ics", simpleEvent("plain", "Plain"))
        try await bench.must("sync", "--no-wait")
        try await bench.proxy.wait(forFault: fault)
        async let made = bench.must("calendars", "create", "Club")
        // Time enough for it to come first, if nothing held it off.
        for _ in 0..<10 { try await bench.must("status") }
        try bench.proxy.release()
        #expect(try await made == "Made work/club \"Club\".\n")
        let methods = try bench.proxy.log().map(\.method)
        let (creation, reading) = (methods.firstIndex(of: "MKCALENDAR"), methods.firstIndex(of: "GET"))
        #expect(try #require(reading) < #require(creation), "\(methods)")
    }

    @Test func `are deleted on a terminal only when their name is typed`() async throws {
        let bench = try await CommandLineBench([("plain.ics", simpleEvent("plain", "Plain"))])
        for (answer, status) in [("", Int32(1)), ("yes", 1), ("work/hom", 1), ("work/home", 0)] {
            let result = try await run(
                "/usr/bin/env",
                [
                    "python3", "-c", Self.typing, answer, BuiltPrograms.almanac, "calendars", "delete", "home",
                    "--socket", bench.here.socket,
                ])
            #expect(result.status == status && result.output.contains("with its 1 event"), "\(answer): \(result)")
            #expect(try bench.remote.server.send("GET", bench.remote.path).status == (status == 0 ? 404 : 200))
        }
    }

    /// Runs a program on a terminal of its own, and answers its question.
    private static let typing = """
        import os, pty, sys
        child, terminal = pty.fork()
        if child == 0:
            os.execv(sys.argv[2], sys.argv[2:])
        text, is_answered = b"", False
        while True:
            try:
                piece = os.read(terminal, 4096)
            except OSError:
                break
            text += piece
            if not piece:
                break
            if b"to delete it: " in text and not is_answered:
                os.write(terminal, sys.argv[1].encode() + b"\\n")
                is_answered = True
        sys.stdout.write(text.decode())
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """

    @Test func `are not deleted while edits wait for them, unless these are given up`() async throws {
        let bench = try await CommandLineBench([("plain.ics", simpleEvent("plain", "Plain"))])
        try bench.proxy.add(fault: #"{"method": "PUT", "action": "drop"}"#)
        try await bench.must("edit", bench.id(of: "Plain", on: "2026-03-01"), "--title", "Ours")
        let refused = try await bench.here.almanac("calendars", "delete", "home", "--yes")
        #expect(refused.status == 1 && refused.errors.contains("1 edit has not reached the server"))
        #expect(refused.errors.contains("--discard-edits"), "\(refused.errors)")
        #expect(try bench.remote.files() == ["plain.ics"])
        try await bench.must("calendars", "delete", "home", "--yes", "--discard-edits")
        #expect(try await bench.must("log").contains("discarded"))
        #expect(try bench.remote.server.send("GET", bench.remote.path).status == 404)
    }
}

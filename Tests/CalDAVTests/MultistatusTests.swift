// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@testable import CalDAV

@Suite struct `A multistatus` {
    @Test(arguments: [1, 7, 1000])
    func `is read in pieces of any size`(size: Int) {
        let (responses, reader) = read(
            """
            <?xml version="1.0"?><x:multistatus xmlns:x="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><x:response>
            <x:href> /a/%40.ics </x:href><x:propstat><x:prop><x:getetag>&quot;1&quot;</x:getetag>
            <c:calendar-data>BEGIN:VCALENDAR\r\nSUMMARY:a &amp; <![CDATA[<b>]]>\r\nEND:VCALENDAR\r\n</c:calendar-data></x:prop>
            <x:status>HTTP/1.1 200 OK</x:status></x:propstat></x:response>
            <x:response><x:href>/a/gone</x:href><x:status>HTTP/1.1 404 Not Found</x:status></x:response>
            <x:sync-token> t&amp;1 </x:sync-token></x:multistatus>
            """, size: size)
        #expect(reader.problem == nil)
        #expect(responses.map { $0.hrefs.compactMap { String(trimming: $0) } } == [["/a/%40.ics"], ["/a/gone"]])
        #expect(responses.map(\.status) == [nil, 404])
        #expect(responses[0].found.text(of: .getetag) == "\"1\"")
        #expect(
            responses[0].found.bytes(of: .calendarData)
                == Array("BEGIN:VCALENDAR\r\nSUMMARY:a & <b>\r\nEND:VCALENDAR\r\n".utf8))
        #expect(reader.syncToken == SyncToken("t&1"))
    }

    @Test func `keeps the status of properties apart from that of the resource`() throws {
        let (responses, reader) = read(
            dav(
                "<response><href>/x</href><propstat><prop><getetag>no</getetag></prop><status>HTTP/1.1 404 Not Found</status></propstat>"
                    + "<propstat><prop><displayname>yes</displayname></prop><status>HTTP/1.1 200 OK</status></propstat></response>"
            ))
        let response = try #require(responses.first)
        #expect(reader.problem == nil && response.status == nil)
        #expect(response.found.text(of: .getetag) == nil && response.found.text(of: .displayname) == "yes")
    }

    @Test func `knows types, privileges and reports by where they stand`() throws {
        let (responses, _) = read(
            dav(
                """
                <response><href>/x</href><propstat><prop><resourcetype><collection/><C:calendar/></resourcetype>
                <current-user-privilege-set><privilege><read/></privilege><privilege><write-content/></privilege></current-user-privilege-set>
                <supported-report-set><supported-report><report><sync-collection/></report></supported-report></supported-report-set>
                <C:supported-calendar-component-set><C:comp name="VEVENT"/><C:comp name="VTODO"/></C:supported-calendar-component-set>
                <current-user-principal><href>/me/</href></current-user-principal>
                <C:calendar-home-set><href>/1/</href><href>/2/</href></C:calendar-home-set><bind/>
                </prop><status>HTTP/1.1 200 OK</status></propstat></response>
                """))
        let found = try #require(responses.first).found
        for name in [DAVName.collection, .calendar, .writeContent, .syncCollection, .resourcetype] {
            #expect(found.marks.contains(name), "\(name)")
        }
        #expect(!found.marks.contains(.all) && !found.marks.contains(.scheduleInbox))
        #expect(found.allTexts(of: .componentSet) == ["VEVENT", "VTODO"])
        #expect(
            found.text(of: .currentUserPrincipal) == "/me/" && found.allTexts(of: .calendarHomeSet) == ["/1/", "/2/"])
    }

    @Test(arguments: [
        ("<multistatus xmlns=\"DAV:\"><response><href>/x</href></response>", "no element found"),
        ("<multistatus xmlns=\"DAV:\"><response></multistatus>", "mismatched tag"),
        ("", "no element found"), ("<html><body>log in</body></html>", "not a multistatus"),
        ("<multistatus/>", "not a multistatus"), ("<multistatus xmlns=\"DAV:\"/><more/>", "junk"),
        ("hello", "syntax error"),
        ("<!DOCTYPE x [<!ENTITY a \"b\">]><multistatus xmlns=\"DAV:\">&a;</multistatus>", "DOCTYPE"),
        ("<multistatus xmlns=\"DAV:\">\u{FFFE}</multistatus>", "not well-formed"),
        ("<a:multistatus/>", "unbound prefix"),
    ])
    func `is refused with the reason`(text: String, words: String) {
        let problem = read(text, size: 4096).reader.problem ?? "taken"
        #expect(problem.contains(words), "\(problem)")
    }

    @Test(arguments: [
        ("", "<a>", 70, "", "deeper than 64"), ("<", "n", 2000, "/>", "name above"),
        ("<a b=\"", "n", 2 << 20, "\"/>", "tag above"), ("<a xmlns:p=\"", "n", 2000, "\"/>", "namespace above"),
        ("<response><propstat><prop>", "<getetag>a</getetag>", 200_000, "</prop></propstat></response>", "far larger"),
        ("<response><href>", "n", 20 << 10, "</href></response>", "longer"),
        ("<sync-token>", "n", 1 << 20, "</sync-token>", "longer"),
    ])
    func `is refused above its limits`(before: String, unit: String, count: Int, after: String, words: String) {
        let text = dav(before + String(repeating: unit, count: count) + after)
        let problem = read(text, size: 4096).reader.problem ?? "taken"
        #expect(problem.contains(words), "\(problem.prefix(200))")
    }

    @Test func `says where it is broken, and loses control characters`() {
        let broken = read("<multistatus xmlns=\"DAV:\">\n  <response></href>").reader.problem
        #expect(broken == "mismatched tag at line 2, column 14")
        let (responses, reader) = read(dav("<response><href>/\u{1}x\u{8}</href></response>"))
        #expect(reader.problem == nil && responses.first?.hrefs == [Array("/x".utf8)])
    }

    @Test func `leaves out an object above the limit and goes on`() {
        let large = String(repeating: "x\n", count: MultistatusReader.objectLimit / 2 + 1)
        let (responses, reader) = read(
            dav(["/1": large, "/2": "small"].sorted { $0.key < $1.key }.map { response($0, $1) }.joined()),
            size: 64 << 10)
        #expect(reader.problem == nil)
        #expect(responses.map(\.found.isDataCut) == [true, false])
        #expect(responses.map { $0.found.bytes(of: .calendarData)?.count } == [nil, 5])
    }

    @Test(arguments: [
        ("a\nb\n", "a\r\nb\r\n"), ("a\r\nb\r\n", "a\r\nb\r\n"), ("a\r\nb\n", "a\r\nb\n"), ("", ""),
        ("\n\n", "\r\n\r\n"), ("a", "a"),
    ])
    func `gives texts their line ends back`(text: String, result: String) {
        var text = text
        #expect(text.withUTF8 { calendarText($0) } == Array(result.utf8))
    }

    @Test func `keeps line ends that the server wrote as references`() {
        let (responses, _) = read(dav(response("/1", "a&#13;\nb&#xD;\n")))
        #expect(responses.first?.found.bytes(of: .calendarData) == Array("a\r\nb\r\n".utf8))
    }

    private func response(_ href: String, _ data: String) -> String {
        "<response><href>\(href)</href><propstat><prop><C:calendar-data>\(data)</C:calendar-data></prop>"
            + "<status>HTTP/1.1 200 OK</status></propstat></response>"
    }

    private func dav(_ content: String) -> String {
        "<multistatus xmlns=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\">\(content)</multistatus>"
    }

    private func read(_ text: String, size: Int = 10) -> (responses: [DAVResponse], reader: MultistatusReader) {
        var responses: [DAVResponse] = []
        let reader = MultistatusReader { responses.append($0) }
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { reader.feed($0) }
        }
        reader.finish()
        return (responses, reader)
    }
}

@Suite struct `A DAV error` {
    @Test(arguments: [
        ("<error xmlns=\"DAV:\"><valid-sync-token/></error>", ["valid-sync-token"], nil),
        (
            "<D:error xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><C:no-uid-conflict><D:href>/a</D:href></C:no-uid-conflict></D:error>",
            ["no-uid-conflict"], "/a"
        ),
        ("<error><valid-sync-token/></error>", [], nil), ("<error xmlns=\"DAV:\"><valid-sync-token/>", [], nil),
        ("<html/>", [], nil), ("valid-sync-token", [], nil), ("", [], nil),
    ])
    func `names its preconditions`(body: String, names: [String], href: String?) {
        let conditions = DAVConditions(Array(body.utf8))
        #expect(conditions.names == names && conditions.href == href)
    }

    @Test func `is never fooled by what we put into requests`() {
        let token = SyncToken("a&b<c>]]>\"'")
        let body = String(decoding: RequestBody.changes(since: token), as: UTF8.self)
        #expect(body.contains("<sync-token>a&amp;b&lt;c&gt;]]&gt;\"'</sync-token><sync-level>1</sync-level>"))
        #expect(!body.contains("limit"))
        let range = TimeRange(start: 1_769_904_000, end: .max)
        #expect(
            String(decoding: RequestBody.events(within: range), as: UTF8.self)
                .contains("start=\"20260201T000000Z\" end=\"99991231T235959Z\""))
    }
}

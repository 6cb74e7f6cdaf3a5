// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@testable import CalendarStorage

@Suite struct `Searching` {
    private func fill(_ test: TestStore) throws {
        try test.put("uid=1\ntitle=Zahnarzt Dr. Müller\nstart=0\nlocation=Köln")
        try test.put("uid=2\ntitle=Team meeting\ndescription=Talk about the dentist\nstart=0\nattendee=zoe@example.org")
        try test.put("uid=3\ntitle=東京 trip\nstart=0", in: test.club)
    }

    @Test(arguments: [
        ("zahn", ["1"]), ("ZAHNARZT", ["1"]), ("muller", ["1"]), ("müll", ["1"]), ("koln", ["1"]),
        ("meet team", ["2"]), ("dentist", ["2"]), ("zoe@example.org", ["2"]), ("東京", ["3"]), ("t", ["2", "3"]),
        ("team zahn", []), ("eeting", []),
        // Nothing of this is FTS5 syntax.
        ("\"", []), ("", []), ("*", []), ("team AND", []), ("NOT team", []), ("title:team", []), ("(team", ["2"]),
        ("team*", ["2"]), ("^team", ["2"]), ("team\u{0}meeting", ["2"]), ("te\"am", []), ("NEAR(team meeting)", []),
        ("- +", []), ("{title}: team", []),
    ])
    func `finds beginnings of words, and takes any text`(text: String, uids: [String]) throws {
        try inStore { test in
            try fill(test)
            let hits = try test.read { try $0.search(SearchQuery(text: text)) }
            #expect(hits.map(\.event.uid).sorted() == uids)
        }
    }

    @Test func `puts titles first, and keeps to calendars and limit`() throws {
        try inStore { test in
            try fill(test)
            try test.put("uid=4\ntitle=Dentist\nstart=0")
            let query = SearchQuery(text: "dentist")
            #expect(try test.read { try $0.search(query) }.map(\.event.uid) == ["4", "2"])
            #expect(try test.read { try $0.search(SearchQuery(text: "dentist", limit: 1)) }.count == 1)
            let club = SearchQuery(text: "t", calendars: [test.club])
            #expect(try test.read { try $0.search(club) }.map(\.event.uid) == ["3"])
        }
    }

    @Test func `takes a very long text`() throws {
        try inStore { test in
            try fill(test)
            let text = String(repeating: "team ", count: 20_000)
            #expect(try test.read { try $0.search(SearchQuery(text: text)) }.count == 1)
        }
    }

    @Test func `finds events by the beginning of their id`() throws {
        try inStore { test in
            let rows = try ["a", "b"].map { try test.put("uid=\($0)\ntitle=\($0)\nstart=0").value }
            let common = String(rows[0].id.rawValue.prefix(30))
            #expect(try test.read { try $0.events(idPrefix: common, limit: 5) }.count == 2)
            #expect(try test.read { try $0.events(idPrefix: rows[0].id.rawValue, limit: 2) }.map(\.title) == ["a"])
            #expect(try test.read { try $0.events(idPrefix: "zz", limit: 2) } == [])
            #expect(try test.read { try $0.objects(uid: "a", in: test.team) } == [rows[0]])
            #expect(try test.read { try $0.objects(uid: "a", in: test.home) } == [])
        }
    }
}

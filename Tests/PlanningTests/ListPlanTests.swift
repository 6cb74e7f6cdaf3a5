// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Planning
import Testing

private let calendar = CalendarID("work/team")

private func name(_ text: String) -> RemoteName { RemoteName(href: Href(text), key: HrefKey(text)) }

private func row(
    _ state: PullState, base: String? = "1", seen: String? = "1", object: Bool = true, key: String = "/a"
) -> SyncRow {
    SyncRow(
        calendar: calendar, name: name(key), object: object ? ObjectID("o") : nil, baseETag: base.map { ETag($0) },
        baseBody: base == nil ? nil : BodyID(1), seenETag: seen.map { ETag($0) }, state: state)
}

private func there(_ etag: String?) -> Sighting { .present(etag.map { ETag($0) }) }

@Suite struct `What a list means for one href` {
    struct Row: Sendable, CustomTestStringConvertible {
        var what: String, sighting: Sighting, row: SyncRow?, state: PullState?, isWritten: Bool
        var testDescription: String { what }
    }

    static let rows: [Row] = [
        Row(what: "seen for the first time", sighting: there("1"), row: nil, state: .owed, isWritten: true),
        Row(what: "as before", sighting: there("1"), row: row(.clean), state: .clean, isWritten: false),
        Row(what: "changed", sighting: there("2"), row: row(.clean), state: .owed, isWritten: true),
        Row(what: "etag withheld", sighting: there(nil), row: row(.clean), state: .owed, isWritten: true),
        Row(
            what: "owed, and still so", sighting: there("2"), row: row(.owed, seen: "2"), state: .owed, isWritten: false
        ),
        Row(
            what: "owed, and back to the base", sighting: there("1"), row: row(.owed, seen: "2"), state: .clean,
            isWritten: true),
        Row(
            what: "our own PUT, not read back", sighting: there("1"), row: row(.unverified), state: .unverified,
            isWritten: false),
        Row(
            what: "our own PUT, not read back, etag withheld", sighting: there(nil), row: row(.unverified),
            state: .unverified, isWritten: false),
        Row(
            what: "set aside, and the same", sighting: there("2"), row: row(.quarantined, seen: "2"),
            state: .quarantined, isWritten: false),
        Row(
            what: "set aside, and changed", sighting: there("3"), row: row(.quarantined, seen: "2"), state: .owed,
            isWritten: true),
        Row(
            what: "gone, and listed again", sighting: there("1"), row: row(.gone, seen: nil), state: .owed,
            isWritten: true),
        Row(what: "deleted", sighting: .absent, row: row(.clean), state: .gone, isWritten: true),
        Row(what: "deleted while owed", sighting: .absent, row: row(.owed, seen: "2"), state: .gone, isWritten: true),
        Row(what: "gone, and still so", sighting: .absent, row: row(.gone, seen: nil), state: .gone, isWritten: false),
        Row(what: "deleted, never known", sighting: .absent, row: nil, state: nil, isWritten: false),
        Row(
            what: "deleted, never fetched", sighting: .absent, row: row(.owed, base: nil, object: false), state: nil,
            isWritten: true),
        Row(
            what: "absent, created here", sighting: .absent, row: row(.clean, base: nil, seen: nil), state: .clean,
            isWritten: false),
        Row(
            what: "present, created here", sighting: there("1"), row: row(.clean, base: nil, seen: nil), state: .owed,
            isWritten: true),
    ]

    @Test(arguments: rows) func `follows the table`(_ row: Row) {
        let step = planSighting(row.sighting, of: name("/a"), in: calendar, row: row.row)
        #expect((step != nil) == row.isWritten)
        switch step {
        case .save(let saved): #expect(saved.state == row.state)
        case .remove: #expect(row.state == nil)
        case nil: #expect(row.row?.state == row.state)
        }
    }
}

@Suite struct `Comparing a listing with the rows` {
    /// All rows and entries in steps of `width`, as the engine does it.
    private func join(rows: [SyncRow], listed: [(String, String)], width: Int) -> [RowStep] {
        let rows = rows.sorted { $0.name.key < $1.name.key }
        let entries = listed.sorted { $0.0 < $1.0 }.map { (name: name($0.0), etag: ETag?(ETag($0.1))) }
        var (join, steps) = (ListingJoin(calendar: calendar, width: width), [RowStep]())
        while !join.isDone {
            let page = rows.filter { row in join.cursor.map { row.name.key > $0 } ?? true }.prefix(width)
            let end = min(join.nextEntry + width, entries.count)
            steps += join.step(
                rows: Array(page), entries: Array(entries[join.nextEntry..<end]), areLast: end == entries.count)
        }
        return steps
    }

    @Test(arguments: [1, 2, 3, 7, 100]) func `finds the same changes whatever the width of a step`(_ width: Int) {
        let rows = (0..<20).map { row(.clean, key: "/\(10 + $0)") }
        let listed = (5..<30).map { ("/\(10 + $0)", $0 % 4 == 0 ? "2" : "1") }
        var written: [String: PullState] = [:]
        for case .save(let row) in join(rows: rows, listed: listed, width: width) {
            written[row.name.key.rawValue] = row.state
        }
        for n in 0..<30 {
            let expected: PullState? = n < 5 ? .gone : n >= 20 || n % 4 == 0 ? .owed : nil
            #expect(written["/\(10 + n)"] == expected, "row \(n)")
        }
    }

    @Test func `sees every row absent in an empty listing`() {
        let steps = join(rows: (0..<5).map { row(.clean, key: "/\($0)") }, listed: [], width: 2)
        #expect(steps.count == 5)
    }
}

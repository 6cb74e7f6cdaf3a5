// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// The database as another program reads it, with `sqlite3 -readonly`.
struct Database: Sendable {
    let path: String

    /// One line per row, columns separated by `|`.
    func rows(_ query: String) async throws -> [String] {
        try await sqlite([query]).split(separator: "\n").map(String.init)
    }

    func count(_ query: String) async throws -> Int {
        try await rows("SELECT count(*) FROM \(query)").first.flatMap { Int($0) } ?? 0
    }

    /// The id of the object that belongs to a file of the server; empty for none.
    func object(at file: String) async throws -> String {
        try await rows("SELECT object_id FROM sync_metadata WHERE href LIKE '%/\(file)'").first ?? ""
    }

    /// What stands here, by the path on the server that each text belongs to. Objects deleted here are left out.
    func texts(in calendar: String) async throws -> [String: String] {
        struct Row: Decodable { let href, text: String }
        let query = """
            SELECT s.href, CAST(b.bytes AS TEXT) AS text FROM sync_metadata s JOIN objects o ON o.id = s.object_id
            JOIN bodies b ON b.id = o.local_body WHERE s.calendar_id = '\(calendar)'
            """
        let output = try await sqlite(["-json", query])
        guard !output.isEmpty else { return [:] }
        let rows = try JSONDecoder().decode([Row].self, from: Data(output.utf8))
        return Dictionary(rows.map { (path(of: $0.href[...]), $0.text) }) { _, last in last }
    }

    private func path(of href: Substring) -> String {
        guard let scheme = href.range(of: "://"), let slash = href[scheme.upperBound...].firstIndex(of: "/") else {
            return String(href)
        }
        return String(href[slash...])
    }

    /// Everything that stands in it, but when a calendar was last complete.
    func contents() async throws -> [String] {
        let dump = try await sqlite([".dump"])
        let columns = try await rows(
            "SELECT name FROM pragma_table_xinfo('calendars') WHERE name NOT IN ('complete_at', 'phase')")
        let calendars = try await rows(
            "SELECT \(columns.map { "quote(\($0))" }.joined(separator: ", ")) FROM calendars")
        return dump.split(separator: "\n").filter { !$0.hasPrefix("INSERT INTO calendars ") }.map(String.init)
            + calendars
    }

    private func sqlite(_ arguments: [String]) async throws -> String {
        let options = arguments.dropLast() + ["-readonly", "-cmd", ".timeout 10000", path] + arguments.suffix(1)
        let result = try await run("/usr/bin/env", ["sqlite3"] + options)
        guard result.status == 0 else { throw Unexpected(message: "sqlite3: \(result.errors)") }
        return result.output
    }
}

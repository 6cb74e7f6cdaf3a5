// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import Testing

@testable import CalendarStorage

@Suite struct `The schema` {
    @Test func `begins events with the columns that other tools know, and has their four indexes`() throws {
        try inStore { test in
            let columns = try test.texts(
                """
                SELECT name || ' ' || type || iif("notnull", ' NOT NULL', '')
                    || coalesce(' DEFAULT ' || dflt_value, '') || iif(pk, ' PRIMARY KEY', '')
                FROM pragma_table_info('events') ORDER BY cid LIMIT 17
                """)
            #expect(
                columns == [
                    "id TEXT PRIMARY KEY", "calendar_id TEXT NOT NULL", "title TEXT NOT NULL", "description TEXT",
                    "location TEXT", "start_time TIMESTAMP NOT NULL", "end_time TIMESTAMP NOT NULL",
                    "all_day BOOLEAN DEFAULT 0", "recurrence_rule TEXT", "status TEXT DEFAULT 'confirmed'",
                    "url TEXT", "created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP",
                    "updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP", "sync_token TEXT", "last_sync TIMESTAMP",
                    "api_event_id TEXT", "checksum TEXT",
                ])
            for (index, columns) in [
                ("idx_events_calendar_id", ["calendar_id"]), ("idx_events_start_time", ["start_time"]),
                ("idx_events_date_range", ["start_time", "end_time"]), ("idx_events_title", ["title"]),
            ] {
                #expect(try test.texts("SELECT name FROM pragma_index_info('\(index)')") == columns)
            }
        }
    }

    @Test func `has every table of the design`() throws {
        try inStore { test in
            let tables = Set(try test.texts("SELECT name FROM sqlite_schema WHERE type = 'table'"))
            #expect(
                tables.isSuperset(of: [
                    "accounts", "calendars", "bodies", "objects", "sync_metadata", "outbox", "events",
                    "recurrence_patterns", "participants", "occurrences", "events_fts", "conflicts", "journal",
                    "cache_invalidation", "performance_metrics",
                ]))
        }
    }

    @Test func `deletes no object, outbox row, journal entry or conflict by a cascade`() throws {
        try inStore { test in
            for table in ["objects", "outbox", "journal", "conflicts"] {
                let actions = try test.texts("SELECT on_delete FROM pragma_foreign_key_list('\(table)')")
                #expect(actions.allSatisfy { $0 == "NO ACTION" })
            }
        }
    }

    @Test func `lets only put, forget and sweep write objects`() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/CalendarStorage").standardized
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var writers: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            let statements = text.matches(of: /(INSERT|REPLACE|UPDATE|DELETE)( OR [A-Z]+)?( INTO| FROM)? objects\b/)
            if !statements.isEmpty { writers.insert(file.lastPathComponent) }
        }
        #expect(writers == ["WriteTransaction+Objects.swift"])
    }

    private static let times: [(Int64, String)] = [
        (0, "1970-01-01 00:00:00"), (1_790_000_000, "2026-09-21 14:13:20"), (-1, "1969-12-31 23:59:59"),
        (253_402_300_799, "9999-12-31 23:59:59"), (Int64.max, "9999-12-31 23:59:59"), (.min, "0000-01-01 00:00:00"),
        (951_782_400, "2000-02-29 00:00:00"),
    ]

    @Test(arguments: times)
    func `writes times as CURRENT_TIMESTAMP does`(seconds: Int64, text: String) {
        #expect(Timestamp.text(of: seconds) == text)
    }
}

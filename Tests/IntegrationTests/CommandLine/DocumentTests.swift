// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// What `--json` prints, held against the schemas that the daemon itself publishes.
@Suite struct `Every command with --json` {
    private static let series = calendarText([
        [
            "UID:series@example.org", "SUMMARY:Weekly review", "DTSTART:20260302T090000Z", "DTEND:20260302T100000Z",
            "RRULE:FREQ=WEEKLY;COUNT=5", "EXDATE:20260309T090000Z", "LOCATION:Room 5", "DESCRIPTION:First\\nSecond",
            "ORGANIZER;CN=Zoe:mailto:zoe@example.org", "ATTENDEE;CN=Max;PARTSTAT=ACCEPTED:mailto:max@example.org",
        ],
        [
            "UID:series@example.org", "RECURRENCE-ID:20260316T090000Z", "SUMMARY:Moved review",
            "DTSTART:20260317T090000Z", "DTEND:20260317T100000Z",
        ],
    ])
    private static let holiday = calendarText([
        ["UID:holiday@example.org", "SUMMARY:Holiday", "DTSTART;VALUE=DATE:20260302"]
    ])
    private static let unreadable = calendarText([
        ["UID:unreadable@example.org", "SUMMARY:Nobody knows when", "DTSTART:2026-03-02 at nine"]
    ])

    @Test func `prints the document that is documented, in good days and in bad ones`() async throws {
        let bench = try await CommandLineBench(
            [
                ("series.ics", Self.series), ("holiday.ics", Self.holiday),
                ("plain.ics", simpleEvent("plain", "Plain")),
            ], on: .xandikos)
        let schemas = try await OpenAPISchemas(socket: bench.here.socket)
        try await expectDocuments(bench, schemas)

        try await bench.remote.store([("unreadable.ics", Self.unreadable)])
        try await bench.here.almanac("sync")
        try bench.proxy.add(fault: #"{"method": "PUT", "action": "drop"}"#)
        let plain = try await bench.id(of: "Plain", on: "2026-03-01")
        try await expect("EditReceipt", bench, schemas, "edit", plain, "--title", "Edited here")
        try await expect(
            "EditReceipt", bench, schemas, "add", "Added", "--start", "2026-03-01 14:00", "--calendar", "home")
        let status = try await expectDocuments(bench, schemas)
        #expect(status["in_step"] as? Bool == false)
        #expect((status["waiting"] as? [Any])?.count == 2)
        #expect((status["kept_aside"] as? [[String: Any]])?.map { $0["title"] as? String } == ["Nobody knows when"])

        try bench.remote.put("plain.ics", simpleEvent("plain", "Edited there"))
        try bench.proxy.removeFaults()
        try await bench.here.almanac("sync")
        try await expect("ConflictList", bench, schemas, "conflicts", "list")
        try await expect("Conflict", bench, schemas, "conflicts", "show", "1")
        try await expect("ConflictSummary", bench, schemas, "conflicts", "settle", "--all")
        try await expect("EditReceipt", bench, schemas, "delete", plain)
        try await expectDocuments(bench, schemas)
    }

    /// - Returns: the status.
    @discardableResult private func expectDocuments(
        _ bench: CommandLineBench, _ schemas: OpenAPISchemas
    ) async throws -> [String: Any] {
        try await expect("AccountList", bench, schemas, "accounts")
        try await expect("AccountDetails", bench, schemas, "accounts", "show", "work")
        try await expect("CalendarList", bench, schemas, "calendars")
        try await expect("Calendar", bench, schemas, "calendars", "rename", "home", "My home")
        try await expect("OccurrenceList", bench, schemas, "agenda", "--from", "2026-03-01", "--days", "31")
        try await expect("Event", bench, schemas, "show", bench.id(of: "Weekly review", on: "2026-03-02"))
        try await expect("Event", bench, schemas, "show", bench.id(of: "Moved review", on: "2026-03-17"))
        try await expect("Event", bench, schemas, "show", bench.id(of: "Holiday", on: "2026-03-02"))
        try await expect("Log", bench, schemas, "log", "--limit", "3")
        try await expect("ConflictList", bench, schemas, "conflicts", "list", "--all")
        try await expect("Reload", bench, schemas, "reload")
        try await expect("Sync", bench, schemas, "sync", "--no-wait")
        try await expect("Sync", bench, schemas, "sync", isFailureFine: true)
        return try await expect("Status", bench, schemas, "status")
    }

    @discardableResult private func expect(
        _ schema: String, _ bench: CommandLineBench, _ schemas: OpenAPISchemas, _ arguments: String...,
        isFailureFine: Bool = false
    ) async throws -> [String: Any] {
        let result = try await bench.here.almanac(arguments + ["--json"])
        #expect(result.status == 0 || isFailureFine, "\(arguments): \(result.errors)")
        guard result.output.hasPrefix("{") else { throw Unexpected(message: "\(arguments): \(result)") }
        #expect(
            try schemas.problems(in: result.output, as: schema) == [], "almanac \(arguments.joined(separator: " "))")
        return try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any] ?? [:]
    }
}

// SPDX-License-Identifier: Apache-2.0

package import ControlWire

extension ControlClient {
    package func health() async throws -> Answer<HealthDocument> { try await call("GET", ["health"]) }
    /// Throws ``ControlError/late`` after `limit` seconds.
    package func status(limit: Int? = nil) async throws -> Answer<Fresh<StatusDocument>> {
        try await call("GET", ["status"], limit: limit)
    }
    package func accounts() async throws -> Answer<Fresh<AccountList>> { try await call("GET", ["accounts"]) }
    package func account(_ name: String) async throws -> Answer<Fresh<AccountDetailsDocument>> {
        try await call("GET", ["accounts", name])
    }

    package func calendars() async throws -> Answer<Fresh<CalendarList>> { try await call("GET", ["calendars"]) }

    package func calendar(_ name: String) async throws -> Answer<Fresh<CalendarDetails>> {
        try await call("GET", ["calendars", name])
    }

    package func create(_ calendar: CreateCalendarRequest) async throws -> Answer<Fresh<CalendarDocument>> {
        try await call("POST", ["calendars"], body: calendar, patience: calendarPatience)
    }

    package func change(
        calendar name: String, _ change: ChangeCalendarRequest, waitSeconds: Int?
    ) async throws -> Answer<Fresh<CalendarDocument>> {
        let query = [("wait", waitSeconds.map(String.init))]
        return try await call("PATCH", ["calendars", name], query: query, body: change, patience: waitSeconds ?? 0)
    }

    package func deleteCalendar(_ name: String, discardEdits: Bool) async throws -> Answer<DeletedCalendarDocument> {
        let query: [(String, String?)] = [("discard_edits", discardEdits ? "true" : nil)]
        return try await call("DELETE", ["calendars", name], query: query, patience: calendarPatience)
    }

    /// - Parameters:
    ///   - from: a date in the reader's zone, or RFC 3339.
    ///   - after: ``OccurrenceList/next`` of the page before.
    package func events(
        from: String, to: String, timeZone: String?, calendars: [String] = [], limit: Int? = nil,
        after: String? = nil, shortIDs: Bool = false
    ) async throws -> Answer<Fresh<OccurrenceList>> {
        let query: [(String, String?)] = [
            ("from", from), ("to", to), ("tz", timeZone), ("limit", limit.map(String.init)), ("after", after),
            ("short_ids", shortIDs ? "true" : nil),
        ]
        return try await call("GET", ["events"], query: query + calendars.map { ("calendar", $0) })
    }

    /// - Parameter instance: which one of a series: its recurrence id, or its day.
    package func event(
        _ id: String, instance: String? = nil, timeZone: String?
    ) async throws -> Answer<Fresh<EventDocument>> {
        try await call("GET", ["events", id], query: [("instance", instance), ("tz", timeZone)])
    }

    package func create(
        _ event: CreateEventRequest, timeZone: String?, waitSeconds: Int?
    ) async throws -> Answer<EditReceipt> {
        let query = [("tz", timeZone), ("wait", waitSeconds.map(String.init))]
        return try await call("POST", ["events"], query: query, body: event, patience: waitSeconds ?? 0)
    }

    package func change(
        _ id: String, _ change: ChangeEventRequest, scope: String?, instance: String? = nil, timeZone: String?,
        waitSeconds: Int?
    ) async throws -> Answer<EditReceipt> {
        let query = [
            ("scope", scope), ("instance", instance), ("tz", timeZone), ("wait", waitSeconds.map(String.init)),
        ]
        return try await call("PATCH", ["events", id], query: query, body: change, patience: waitSeconds ?? 0)
    }

    package func move(
        _ id: String, _ request: MoveEventRequest, waitSeconds: Int?
    ) async throws -> Answer<EditReceipt> {
        let query = [("wait", waitSeconds.map(String.init))]
        return try await call("POST", ["events", id, "move"], query: query, body: request, patience: waitSeconds ?? 0)
    }

    package func delete(
        _ id: String, scope: String?, instance: String? = nil, timeZone: String? = nil, waitSeconds: Int?
    ) async throws -> Answer<EditReceipt> {
        let query = [
            ("scope", scope), ("instance", instance), ("tz", timeZone), ("wait", waitSeconds.map(String.init)),
        ]
        return try await call("DELETE", ["events", id], query: query, patience: waitSeconds ?? 0)
    }

    package func startSync(_ request: SyncRequest) async throws -> Answer<SyncDocument> {
        try await call("POST", ["sync"], body: request)
    }

    /// Answers when the run has finished or the time is over.
    package func sync(_ ticket: String, waitSeconds: Int?) async throws -> Answer<SyncDocument> {
        let query = [("wait", waitSeconds.map(String.init))]
        return try await call("GET", ["sync", ticket], query: query, patience: waitSeconds ?? 0)
    }

    /// Answers when the reload has ended. Throws ``ControlError/late`` after `limit` seconds.
    package func reload(limit: Int) async throws -> Answer<ReloadDocument> {
        try await call("POST", ["reload"], limit: limit)
    }

    package func changes(since position: String?, limit: Int? = nil) async throws -> Answer<Fresh<ChangePage>> {
        try await call("GET", ["changes"], query: [("since", position), ("limit", limit.map(String.init))])
    }

    package func conflicts(includingSettled: Bool) async throws -> Answer<Fresh<ConflictList>> {
        try await call("GET", ["conflicts"], query: [("state", includingSettled ? "all" : nil)])
    }

    package func conflict(_ id: String) async throws -> Answer<Fresh<ConflictDocument>> {
        try await call("GET", ["conflicts", id])
    }

    package func settleConflict(_ id: String) async throws -> Answer<ConflictDocument> {
        try await call("POST", ["conflicts", id, "settle"])
    }

    package func log(
        since: String?, calendar: String?, limit: Int?, before: Int64? = nil, timeZone: String? = nil
    ) async throws -> Answer<Fresh<LogDocument>> {
        let query = [
            ("since", since), ("calendar", calendar), ("limit", limit.map(String.init)),
            ("before", before.map(String.init)), ("tz", timeZone),
        ]
        return try await call("GET", ["log"], query: query)
    }
}

/// Seconds beside the usual: the daemon waits for a run under way, and for several answers of the server.
private let calendarPatience = 270

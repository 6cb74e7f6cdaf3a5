// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import RemoteCalendars

/// A calendar server, with every request told to the watchdog.
struct WatchedServer: CalendarServer {
    let server: any CalendarServer
    let progress: LoopProgress

    private func request<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        try await progress.during(.requesting, body)
    }

    func shown(_ href: Href) -> String { server.shown(href) }
    func discover() async throws -> RemoteHome { try await request { try await server.discover() } }
    func capabilities(of home: RemoteHome) async throws -> ServerCapabilities {
        try await request { try await server.capabilities(of: home) }
    }
    func poll(_ home: RemoteHome) async throws -> HomePoll { try await request { try await server.poll(home) } }
    func changes(in calendar: Href, since token: SyncToken) async throws -> ChangeList {
        try await request { try await server.changes(in: calendar, since: token) }
    }
    func listing(of calendar: Href) async throws -> ChangeList {
        try await request { try await server.listing(of: calendar) }
    }
    func members(of calendar: Href, within range: TimeRange) async throws -> [HrefKey] {
        try await request { try await server.members(of: calendar, within: range) }
    }
    func fetch(_ names: [RemoteName], in calendar: Href) async throws -> [FetchedObject] {
        try await request { try await server.fetch(names, in: calendar) }
    }
    func get(_ name: RemoteName) async throws -> FetchedObject.Outcome {
        try await request { try await server.get(name) }
    }
    func put(_ name: RemoteName, body: [UInt8], precondition: Precondition) async throws -> WriteOutcome {
        try await request { try await server.put(name, body: body, precondition: precondition) }
    }
    func delete(_ name: RemoteName, etag: ETag) async throws -> WriteOutcome {
        try await request { try await server.delete(name, etag: etag) }
    }
    func names(withUID uid: String, in calendar: Href) async throws -> [RemoteName] {
        try await request { try await server.names(withUID: uid, in: calendar) }
    }
    func move(_ name: RemoteName, to target: RemoteName, etag: ETag) async throws -> WriteOutcome {
        try await request { try await server.move(name, to: target, etag: etag) }
    }
    func newName(in calendar: Href, stem: String) -> RemoteName { server.newName(in: calendar, stem: stem) }
    func create(_ calendar: NewCalendar, at name: RemoteName) async throws -> CreationOutcome {
        try await request { try await server.create(calendar, at: name) }
    }
    func update(_ properties: CalendarProperties, of calendar: Href) async throws -> PropertiesOutcome {
        try await request { try await server.update(properties, of: calendar) }
    }
    func deleteCalendar(_ calendar: Href, in home: RemoteHome) async throws -> DeletionOutcome {
        try await request { try await server.deleteCalendar(calendar, in: home) }
    }
    func newCalendarName(in home: Href, segment: String) -> RemoteName {
        server.newCalendarName(in: home, segment: segment)
    }
}

// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import RemoteCalendars
import Settings

/// Reads the password at the start of each run, and keeps it out of what the server says. A store that is locked means
/// waiting, not a wrong password: nothing is requested then.
struct AuthenticatedServer: CalendarServer {
    let server: any CalendarServer
    let username: String
    let password: Password

    /// With a password that was read now. One from an earlier time that is refused may have been changed since.
    private func authenticated<Value: Sendable>(_ request: () async throws -> Value) async throws -> Value {
        _ = try await refresh()
        do {
            return try await checked(request)
        } catch let error as RemoteError where error.kind == .unauthorized {
            guard try await refresh() else { throw error }
            return try await checked(request)
        }
    }

    /// - Returns: whether it is another than before.
    private func refresh() async throws -> Bool {
        do {
            return try await password.refresh()
        } catch {
            throw RemoteError(
                .noPassword, scope: .account, retry: .later(nil),
                message: "\(AccountRecord.waitingForPassword): \(error.source) \(error.reason)", hint: error.next)
        }
    }

    private var redacted: Redactor { Redactor(username: username, passwords: password.revealAll()) }

    func shown(_ href: Href) -> String { redacted(href.rawValue) }

    private func checked<Value: Sendable>(_ request: () async throws -> Value) async throws -> Value {
        do {
            return try await request()
        } catch let error as RemoteError {
            if error.kind == .unauthorized { password.wasRefused() }
            throw redacted(error.naming(password.source))
        }
    }

    func discover() async throws -> RemoteHome { try await authenticated { try await server.discover() } }
    func capabilities(of home: RemoteHome) async throws -> ServerCapabilities {
        var capabilities = try await checked { try await server.capabilities(of: home) }
        capabilities.software = redacted(capabilities.software)
        return capabilities
    }
    func poll(_ home: RemoteHome) async throws -> HomePoll {
        var poll = try await authenticated { try await server.poll(home) }
        poll.calendars = redacted.names(of: poll.calendars, polledBy: poll.principal)
        return poll
    }

    func changes(in calendar: Href, since token: SyncToken) async throws -> ChangeList {
        try await checked { try await server.changes(in: calendar, since: token) }
    }
    func listing(of calendar: Href) async throws -> ChangeList {
        try await checked { try await server.listing(of: calendar) }
    }
    func members(of calendar: Href, within range: TimeRange) async throws -> [HrefKey] {
        try await checked { try await server.members(of: calendar, within: range) }
    }
    func fetch(_ names: [RemoteName], in calendar: Href) async throws -> [FetchedObject] {
        let objects = try await checked { try await server.fetch(names, in: calendar) }
        let redacted = redacted
        return objects.map { FetchedObject(key: $0.key, outcome: redacted($0.outcome)) }
    }
    func get(_ name: RemoteName) async throws -> FetchedObject.Outcome {
        redacted(try await checked { try await server.get(name) })
    }
    func put(_ name: RemoteName, body: [UInt8], precondition: Precondition) async throws -> WriteOutcome {
        redacted(try await checked { try await server.put(name, body: body, precondition: precondition) })
    }
    func delete(_ name: RemoteName, etag: ETag) async throws -> WriteOutcome {
        redacted(try await checked { try await server.delete(name, etag: etag) })
    }
    func names(withUID uid: String, in calendar: Href) async throws -> [RemoteName] {
        try await checked { try await server.names(withUID: uid, in: calendar) }
    }
    func move(_ name: RemoteName, to target: RemoteName, etag: ETag) async throws -> WriteOutcome {
        redacted(try await checked { try await server.move(name, to: target, etag: etag) })
    }
    func newName(in calendar: Href, stem: String) -> RemoteName { server.newName(in: calendar, stem: stem) }
    func create(_ calendar: NewCalendar, at name: RemoteName) async throws -> CreationOutcome {
        redacted(try await authenticated { try await server.create(calendar, at: name) })
    }
    func update(_ properties: CalendarProperties, of calendar: Href) async throws -> PropertiesOutcome {
        redacted(try await checked { try await server.update(properties, of: calendar) })
    }
    func deleteCalendar(_ calendar: Href, in home: RemoteHome) async throws -> DeletionOutcome {
        redacted(try await authenticated { try await server.deleteCalendar(calendar, in: home) })
    }
    func newCalendarName(in home: Href, segment: String) -> RemoteName {
        server.newCalendarName(in: home, segment: segment)
    }
}

// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import RemoteCalendars
import Settings
import Synchronization

/// The password of one account, as last read.
final class Password: Sendable {
    let source: SecretSource
    private let current = Mutex<Secret?>(nil)
    /// What the server would not take, for telling whether another one is there now.
    private let refused = Mutex<Secret?>(nil)

    init(_ source: SecretSource) { self.source = source }

    func reveal() -> String? { current.withLock { $0?.reveal() } }

    /// Files, credentials and variables are read each time, so that a password rotates without a restart; a command runs again
    /// only after the server refused what it printed.
    func refresh() async throws(SecretProblem) {
        if case .command = source, current.withLock({ $0 != nil }) { return }
        let secret = try await source.resolveAside()
        current.withLock { $0 = secret }
    }

    /// Reads it now, a command's too; what was read before stays where that fails.
    func renew() async -> PasswordRenewal {
        do throws(SecretProblem) {
            let secret = try await source.resolveAside()
            let before = current.withLock { current in
                defer { current = secret }
                return current
            }
            guard let known = before ?? refused.withLock({ $0 }) else { return .same }
            return secret.isSame(as: known) ? .same : .new
        } catch {
            return .failed(error)
        }
    }

    func forget() {
        let secret = current.withLock { current in
            defer { current = nil }
            return current
        }
        if let secret { refused.withLock { $0 = secret } }
    }
}

/// Reads the password at the start of each run. A store that is locked means waiting, not a wrong password.
struct AuthenticatedServer: CalendarServer {
    let server: any CalendarServer
    let password: Password

    private static let retry = Duration.seconds(60)

    private func authenticated<Value: Sendable>(_ request: () async throws -> Value) async throws -> Value {
        do {
            try await password.refresh()
        } catch {
            throw RemoteError(
                .unauthorized, scope: .account, retry: .later(Self.retry), message: "no password: \(error)")
        }
        do {
            return try await request()
        } catch let error as RemoteError where error.kind == .unauthorized {
            password.forget()
            throw withNextStep(error, for: password.source)
        }
    }

    func discover() async throws -> RemoteHome { try await authenticated { try await server.discover() } }
    func capabilities(of home: RemoteHome) async throws -> ServerCapabilities {
        try await server.capabilities(of: home)
    }
    func poll(_ home: RemoteHome) async throws -> HomePoll { try await authenticated { try await server.poll(home) } }

    func changes(in calendar: Href, since token: SyncToken) async throws -> ChangeList {
        try await server.changes(in: calendar, since: token)
    }
    func listing(of calendar: Href) async throws -> ChangeList { try await server.listing(of: calendar) }
    func members(of calendar: Href, within range: TimeRange) async throws -> [HrefKey] {
        try await server.members(of: calendar, within: range)
    }
    func fetch(_ names: [RemoteName], in calendar: Href) async throws -> [FetchedObject] {
        try await server.fetch(names, in: calendar)
    }
    func get(_ name: RemoteName) async throws -> FetchedObject.Outcome { try await server.get(name) }
    func put(_ name: RemoteName, body: [UInt8], precondition: Precondition) async throws -> WriteOutcome {
        try await server.put(name, body: body, precondition: precondition)
    }
    func delete(_ name: RemoteName, etag: ETag) async throws -> WriteOutcome {
        try await server.delete(name, etag: etag)
    }
    func names(withUID uid: String, in calendar: Href) async throws -> [RemoteName] {
        try await server.names(withUID: uid, in: calendar)
    }
    func move(_ name: RemoteName, to target: RemoteName, etag: ETag) async throws -> WriteOutcome {
        try await server.move(name, to: target, etag: etag)
    }
    func newName(in calendar: Href, stem: String) -> RemoteName { server.newName(in: calendar, stem: stem) }
    func create(_ calendar: NewCalendar, at name: RemoteName) async throws -> CreationOutcome {
        try await server.create(calendar, at: name)
    }
    func update(_ properties: CalendarProperties, of calendar: Href) async throws -> PropertiesOutcome {
        try await server.update(properties, of: calendar)
    }
    func deleteCalendar(_ calendar: Href, in home: RemoteHome) async throws -> DeletionOutcome {
        try await server.deleteCalendar(calendar, in: home)
    }
    func newCalendarName(in home: Href, segment: String) -> RemoteName {
        server.newCalendarName(in: home, segment: segment)
    }
}

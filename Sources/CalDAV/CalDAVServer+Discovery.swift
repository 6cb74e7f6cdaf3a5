// SPDX-License-Identifier: Apache-2.0

package import RemoteCalendars
internal import CalendarModel

extension CalDAVServer {
    /// RFC 6764 §6, RFC 5397, RFC 4791 §6.2.1: the URL as typed, `.well-known`, the root; then the principal; then its
    /// home sets.
    package func discover() async throws -> RemoteHome {
        let connection = try connection()
        var candidate: RemoteURL?
        var failure: RemoteError?
        for place in places(connection.root) {
            do {
                let found = try await describe(place, connection)
                if found.isUnauthenticated { throw anonymous(place) }
                if let principal = found.principal { return try await home(of: principal, connection) }
                if !found.homes.isEmpty { return home(nil, found.homes, connection) }
                if candidate == nil, found.isCollection { candidate = found.url }
            } catch let error as RemoteError {
                guard isWorthAnotherPlace(error) else { throw error }
                failure = failure ?? error
            }
        }
        // Servers without current-user-principal (Synology, mail.ru): what was typed is the home, or a calendar.
        if let candidate { return home(nil, [candidate], connection) }
        throw nothingFound(connection.root, failure)
    }

    private func places(_ typed: RemoteURL) -> [RemoteURL] {
        var (wellKnown, root) = (typed, typed)
        wellKnown.path = "/.well-known/caldav"
        root.path = "/"
        return typed.path == "/" ? [typed, wellKnown] : [typed, wellKnown, root]
    }

    private func isWorthAnotherPlace(_ error: RemoteError) -> Bool {
        switch error.kind {
        case .forbidden: error.scope == .calendar
        case .moved, .unsupported, .badAnswer, .status, .tokenRefused: true
        case .unauthorized, .unknownHost, .unreachable, .timeout, .certificate, .tooLarge, .busy, .notCalendar: false
        }
    }

    private func home(of principal: RemoteURL, _ connection: DAVConnection) async throws -> RemoteHome {
        let found = try await describe(principal, connection)
        return home(found.principal ?? principal, found.homes.isEmpty ? [principal] : found.homes, connection)
    }

    private func home(_ principal: RemoteURL?, _ homes: [RemoteURL], _ connection: DAVConnection) -> RemoteHome {
        var seen: Set<HrefKey> = []
        let distinct = homes.filter { seen.insert(connection.trusted.key(of: $0, isCollection: true)).inserted }
        return RemoteHome(
            principal: principal.map { principalName($0, connection) }, homes: distinct.map { Href($0.text) })
    }

    /// In one spelling, with its origin, so that it can be compared with what a poll says, also of another server.
    func principalName(_ url: RemoteURL, _ connection: DAVConnection) -> Href {
        let key = connection.trusted.key(of: url, isCollection: true).rawValue
        return Href(key.hasPrefix("/") ? connection.root.origin + key : key)
    }

    private func describe(_ place: RemoteURL, _ connection: DAVConnection) async throws -> Description {
        var responses: [DAVResponse] = []
        let sink = MultistatusSink { responses.append($0) }
        let answer = try await connection.send(.propfind(place, depth: 0, RequestBody.discovery), into: sink)
        _ = try sink.finish(answer)
        return Description(responses, answer.url)
    }

    private func anonymous(_ place: RemoteURL) -> RemoteError {
        RemoteError(
            .unauthorized, scope: .account, retry: .whenSettingsChange,
            message: "\(place.host) does not take our username and password",
            hint: "correct the account's username or password, then type: almanac reload")
    }

    private func nothingFound(_ typed: RemoteURL, _ failure: RemoteError?) -> RemoteError {
        let why = failure.map { ": \($0.message)" } ?? ""
        return RemoteError(
            .notCalendar, scope: .account, retry: .later(.seconds(3600)),
            message: "no calendars were found at \(typed.authority)\(typed.path)\(why)",
            hint: "write the address that the server's documentation gives for CalDAV into the account's url")
    }
}

/// What a resource says about itself.
private struct Description {
    let url: RemoteURL
    private(set) var principal: RemoteURL?
    private(set) var homes: [RemoteURL] = []
    private(set) var isCollection = false
    private(set) var isUnauthenticated = false

    init(_ responses: [DAVResponse], _ url: RemoteURL) {
        self.url = url
        for found in responses.map(\.found) {
            principal = principal ?? found.text(of: .currentUserPrincipal).flatMap(url.resolving)
            homes += found.allTexts(of: .calendarHomeSet).compactMap(url.resolving)
            isCollection = isCollection || found.marks.contains(.collection)
            isUnauthenticated = isUnauthenticated || found.marks.contains(.unauthenticated)
        }
    }
}

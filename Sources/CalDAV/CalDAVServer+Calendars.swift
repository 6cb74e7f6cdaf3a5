// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
package import RemoteCalendars
internal import HTTPTransfer

extension CalDAVServer {
    /// MKCALENDAR (RFC 4791 §5.3.1); extended MKCOL (RFC 5689) where that is not known, as on old Baïkal. What may
    /// have been refused for its colour or order is asked for again without them.
    package func create(_ calendar: NewCalendar, at name: RemoteName) async throws -> CreationOutcome {
        let connection = try connection()
        let url = try url(of: name.href, connection)
        let first = try await make("MKCALENDAR", calendar, at: url, connection)
        switch first.status {
        case 405, 501:
            // 405 also says that something is there already (RFC 4918 §9.3.1).
            if try await kind(of: url, connection) != .nothing { return .taken }
            return try creationOutcome(try await make("MKCOL", calendar, at: url, connection))
        case 207:
            // Made, but without some of its properties, or not made at all.
            do {
                return try await kind(of: url, connection) == .calendar ? .done : try creationOutcome(first)
            } catch var error as RemoteError {
                error.isOutcomeUnknown = true
                throw error
            }
        default: return try creationOutcome(first)
        }
    }

    /// A second time without what is only decoration, where the first answer may mean that.
    private func make(
        _ method: String, _ calendar: NewCalendar, at url: RemoteURL, _ connection: DAVConnection
    ) async throws -> DAVAnswer {
        func body(_ calendar: NewCalendar) -> [UInt8] {
            method == "MKCOL" ? RequestBody.newCollection(calendar) : RequestBody.newCalendar(calendar)
        }
        let answer = try await connection.send(.change(method, url, body(calendar)))
        var plain = calendar
        (plain.properties.color, plain.properties.order) = (nil, nil)
        guard plain != calendar, [400, 403, 409, 415, 422, 424].contains(answer.status) else { return answer }
        return try await connection.send(.change(method, url, body(plain)))
    }

    private enum Standing { case nothing, calendar, other }

    private func kind(of url: RemoteURL, _ connection: DAVConnection) async throws -> Standing {
        var found = Standing.nothing
        let sink = MultistatusSink { response in
            if !response.isGone { found = response.found.marks.contains(.calendar) ? .calendar : .other }
        }
        let request = DAVRequest.propfind(url, depth: 0, RequestBody.type, redirects: .samePath)
        let answer = try await connection.send(request, into: sink)
        switch answer.status {
        case 404, 410: return .nothing
        default:
            _ = try sink.finish(answer)
            return found
        }
    }

    /// The only place where a collection is deleted. What it deletes must be a calendar that the server lists now,
    /// inside a home set, with no other calendar and no home inside it.
    package func deleteCalendar(_ calendar: Href, in home: RemoteHome) async throws -> DeletionOutcome {
        let connection = try connection()
        let url = try url(of: calendar, connection)
        let key = connection.trusted.key(of: url, isCollection: true).rawValue
        let homes = try home.homes.map {
            connection.trusted.key(of: try self.url(of: $0, connection), isCollection: true).rawValue
        }
        guard homes.contains(where: { key.hasPrefix($0) && key != $0 }), !homes.contains(where: { $0.hasPrefix(key) })
        else { return .refused("\(url.path) is not inside the account's calendars") }
        let listed = try await poll(home).calendars.map(\.name.key.rawValue)
        guard listed.contains(key) else { return .done }
        guard !listed.contains(where: { $0 != key && $0.hasPrefix(key) }) else {
            return .refused("there are other calendars inside \(url.path)")
        }
        return try deletionOutcome(try await connection.send(.change("DELETE", url, nil)))
    }

    package func newCalendarName(in home: Href, segment: String) -> RemoteName {
        let path = home.rawValue + (home.rawValue.hasSuffix("/") ? "" : "/") + segment + "/"
        guard let connection = try? connection(), let url = try? url(of: Href(path), connection) else {
            return RemoteName(href: Href(path), key: HrefKey(pathKey(path)))
        }
        return RemoteName(href: Href(url.text), key: connection.trusted.key(of: url, isCollection: true))
    }
}

private func creationOutcome(_ answer: DAVAnswer) throws -> CreationOutcome {
    let conditions = (400..<500).contains(answer.status) ? DAVConditions(answer.body) : DAVConditions([])
    switch answer.status {
    case _ where isPlainSuccess(answer): return .done
    case 423, 425, 429, 503: return .tryLater(after: retryAfter(answer.response.headers, now: .current), busy(answer))
    case 400..<500 where conditions.contains("resource-must-be-null"): return .taken
    case 405, 501: return .refused("the server makes no calendars (\(answer.status))")
    case 400, 403, 409, 412, 415, 422, 424, 507: return .refused(refusal(answer.status, conditions))
    case 207: return .refused("the server does not take these properties")
    default: throw undecided(answer)
    }
}

private func deletionOutcome(_ answer: DAVAnswer) throws -> DeletionOutcome {
    let conditions = (400..<500).contains(answer.status) ? DAVConditions(answer.body) : DAVConditions([])
    switch answer.status {
    case _ where isPlainSuccess(answer): return .done
    case 404, 410: return .done
    // Something inside could not be deleted (RFC 4918 §9.6.1).
    case 207:
        let status = memberStatus(answer.body) ?? 207
        return status < 300 ? .done : .refused("the server could delete only a part of it (\(status))")
    case 423, 425, 429, 503: return .tryLater(after: retryAfter(answer.response.headers, now: .current), busy(answer))
    case 400, 403, 405, 409, 412, 422, 501, 507: return .refused(refusal(answer.status, conditions))
    default: throw undecided(answer)
    }
}

/// Done, in one piece, and not the page of some network that wants a login.
func isPlainSuccess(_ answer: DAVAnswer) -> Bool {
    [200, 201, 202, 204].contains(answer.status) && !isWebPage(answer.response.headers, answer.body)
}

private func busy(_ answer: DAVAnswer) -> String {
    answer.status == 423 ? "it is locked on the server" : "the server is busy (\(answer.status))"
}

extension DAVRequest {
    /// A change of a collection; never at another path than this.
    static func change(_ method: String, _ url: RemoteURL, _ body: [UInt8]?) -> Self {
        var request = Self(method: method, url: url, body: body, redirects: .samePath)
        if body != nil { request.headers = [HTTPHeader("Content-Type", "application/xml; charset=utf-8")] }
        return request
    }
}

// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
package import RemoteCalendars

extension CalDAVServer {
    /// A PROPFIND of depth 1: the one list that all servers give in full. Its token is `nil`: the token that was read
    /// before it counts.
    package func listing(of calendar: Href) async throws -> ChangeList {
        let connection = try connection()
        let scope = try scope(of: calendar, connection)
        var list = ChangeList()
        var (hasSelf, isGone, isCut) = (false, false, false)
        let sink = MultistatusSink { response in
            isCut = isCut || response.status == 507
            for href in response.hrefs {
                switch scope.place(of: href) {
                case .itself:
                    hasSelf = hasSelf || response.found.marks.contains(.collection)
                    isGone = isGone || response.isGone
                case .member(let name):
                    if !list.isTooLarge, let entry = listed(name, response) { list.append(entry) }
                case .outside: break
                }
            }
        }
        let request = DAVRequest.propfind(scope.url, depth: 1, RequestBody.members, redirects: .samePath)
        let answer = try await connection.send(request, into: sink)
        _ = try sink.finish(answer)
        if isGone { throw notThere(scope.url) }
        if list.isTooLarge { throw tooLong(scope.url) }
        // Without the collection itself, of its type, the answer is to some other question, as when a proxy drops our
        // body.
        guard hasSelf, !isCut else {
            throw RemoteError(
                .badAnswer, scope: .calendar, retry: .later(nil),
                message: "\(scope.url.authority)\(scope.url.path) does not give a complete list of its events")
        }
        list.normalise()
        return list
    }

    /// `nil` for a collection inside, and for what the server itself says is gone.
    private func listed(_ name: RemoteName, _ response: DAVResponse) -> ChangeList.Entry? {
        guard !response.found.marks.contains(.collection), !response.isGone else { return nil }
        return ChangeList.Entry(name: name, etag: etag(response), status: .present)
    }

    /// A calendar-query (RFC 4791 §7.8). Servers may leave things out of it, so it only says what to fetch first.
    package func members(of calendar: Href, within range: TimeRange) async throws -> [HrefKey] {
        let connection = try connection()
        let scope = try scope(of: calendar, connection)
        var keys: [HrefKey] = []
        let sink = MultistatusSink { response in
            for href in response.hrefs {
                if keys.count < 100_000, case .member(let name) = scope.place(of: href),
                    response.status.map({ $0 < 300 }) ?? true
                {
                    keys.append(name.key)
                }
            }
        }
        let request = DAVRequest.report(scope.url, depth: 1, RequestBody.events(within: range))
        let answer = try await connection.send(request, into: sink)
        _ = try sink.finish(answer)
        return keys
    }
}

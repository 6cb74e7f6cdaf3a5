// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
package import RemoteCalendars

extension CalDAVServer {
    /// A PROPFIND of depth 1: the one list that nearly all servers give in full. Where it is cut off, or lacks the ETags,
    /// queries by ranges of time add what they know. The token is `nil`: the one that was read before counts.
    package func listing(of calendar: Href) async throws -> ChangeList {
        let connection = try connection()
        let scope = try scope(of: calendar, connection)
        var listing = try await members(of: scope, connection)
        if listing.isCut || listing.lacksETags {
            let hasAnswered = try await addQueries(to: &listing, of: scope, connection)
            guard hasAnswered || !listing.isCut else { throw incomplete(scope) }
        }
        if listing.list.isTooLarge { throw tooLong(scope.url) }
        listing.list.isComplete = !listing.isCut
        listing.list.normalise()
        return listing.list
    }

    private func members(of scope: CollectionScope, _ connection: DAVConnection) async throws -> Listing {
        var listing = Listing()
        var (hasSelf, isGone) = (false, false)
        let sink = MultistatusSink { response in
            listing.isCut = listing.isCut || response.status == 507
            for href in response.hrefs {
                switch scope.place(of: href) {
                case .itself:
                    hasSelf = hasSelf || response.found.marks.contains(.collection)
                    isGone = isGone || response.isGone
                case .member(let name): listing.append(name, response)
                case .foreign, .outside: break
                }
            }
        }
        let request = DAVRequest.propfind(scope.url, depth: 1, RequestBody.members, redirects: .samePath)
        let answer = try await connection.send(request, into: sink)
        if isCutOff(answer) {
            listing.isCut = true
            return listing
        }
        _ = try sink.finish(answer)
        if isGone { throw notThere(scope.url) }
        // Without the collection itself, of its type, the answer is to some other question, as when a proxy drops our
        // body.
        guard hasSelf || listing.isCut else { throw incomplete(scope) }
        return listing
    }

    /// Everything that calendar-query (RFC 4791 §7.8) gives, with and without ranges of time, since servers leave out
    /// different things.
    ///
    /// - Returns: whether the server answers such queries, and none of the smallest ranges was cut off.
    private func addQueries(
        to listing: inout Listing, of scope: CollectionScope, _ connection: DAVConnection
    ) async throws -> Bool {
        var bisection = RangeBisection()
        do {
            while let range = bisection.next() {
                if try await query(RequestBody.events(within: range), of: scope, connection, into: &listing.list) {
                    bisection.wasCut(range)
                }
                if listing.list.isTooLarge { throw tooLong(scope.url) }
            }
            _ = try await query(RequestBody.everything, of: scope, connection, into: &listing.list)
            return !bisection.isExhausted
        } catch let error as RemoteError where error.scope != .account && error.kind != .moved {
            return false
        }
    }

    /// - Returns: whether the answer was cut off.
    private func query(
        _ body: [UInt8], of scope: CollectionScope, _ connection: DAVConnection, into list: inout ChangeList
    ) async throws -> Bool {
        var found = Listing(list: list)
        let sink = MultistatusSink { response in
            found.isCut = found.isCut || response.status == 507
            for href in response.hrefs {
                if case .member(let name) = scope.place(of: href) { found.append(name, response) }
            }
        }
        let answer = try await connection.send(.report(scope.url, depth: 1, body), into: sink)
        if isCutOff(answer) { return true }
        _ = try sink.finish(answer)
        list = found.list
        return found.isCut
    }

    /// The whole answer is a refusal to give so much (RFC 4791 §7.8, RFC 6578 §3.6).
    private func isCutOff(_ answer: DAVAnswer) -> Bool {
        answer.status == 507 || DAVConditions(answer.body).contains("number-of-matches-within-limits")
    }

    private func incomplete(_ scope: CollectionScope) -> RemoteError {
        RemoteError(
            .badAnswer, scope: .calendar, retry: .later(nil),
            message: "\(scope.url.authority)\(scope.url.path) does not give a complete list of its events")
    }

    /// A calendar-query. Servers may leave things out of it, so it only says what to fetch first.
    package func members(of calendar: Href, within range: TimeRange) async throws -> [HrefKey] {
        try await query(RequestBody.events(within: range), of: calendar, most: 100_000).map(\.key)
    }

    package func names(withUID uid: String, in calendar: Href) async throws -> [RemoteName] {
        try await query(RequestBody.objects(withUID: uid), of: calendar, most: 10)
    }

    private func query(_ body: [UInt8], of calendar: Href, most: Int) async throws -> [RemoteName] {
        let connection = try connection()
        let scope = try scope(of: calendar, connection)
        var names: [RemoteName] = []
        let sink = MultistatusSink { response in
            for href in response.hrefs {
                if names.count < most, case .member(let name) = scope.place(of: href),
                    response.status.map({ $0 < 300 }) ?? true
                {
                    names.append(name)
                }
            }
        }
        let answer = try await connection.send(.report(scope.url, depth: 1, body), into: sink)
        _ = try sink.finish(answer)
        return names
    }
}

/// What a list has come to so far.
private struct Listing {
    var list = ChangeList()
    var isCut = false
    private var members = 0
    private var etags = 0

    init(list: ChangeList = ChangeList()) { self.list = list }

    /// SmarterMail gives none. One that is missing may be an accident, which a fetch mends.
    var lacksETags: Bool { members > 0 && etags * 2 < members }

    /// Leaves out a collection inside, and what the server itself says is gone.
    mutating func append(_ name: RemoteName, _ response: DAVResponse) {
        guard !list.isTooLarge, !response.found.marks.contains(.collection), !response.isGone else { return }
        let etag = etag(response)
        members += 1
        if etag != nil { etags += 1 }
        list.append(ChangeList.Entry(name: name, etag: etag, status: .present))
    }
}

// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
package import RemoteCalendars

extension CalDAVServer {
    /// RFC 6578. Pages (a 507 on the collection itself, §3.6) are fetched until one is the last.
    package func changes(in calendar: Href, since token: SyncToken) async throws -> ChangeList {
        let connection = try connection()
        let scope = try scope(of: calendar, connection)
        var list = ChangeList(token: token)
        for _ in 0..<pageLimit {
            let before = list.token ?? token
            let isLast = try await page(since: before, of: scope, into: &list, connection)
            if isLast {
                list.normalise()
                return list
            }
            guard let next = list.token, next != before else { break }
        }
        throw RemoteError(
            .badAnswer, scope: .calendar, retry: .later(nil),
            message: "\(scope.url.authority)\(scope.url.path) sends its changes in pages without an end")
    }

    /// - Returns: whether nothing more is to come. No token in the answer leaves that of `list` as it was.
    private func page(
        since token: SyncToken, of scope: CollectionScope, into list: inout ChangeList, _ connection: DAVConnection
    ) async throws -> Bool {
        var collected = list
        list = ChangeList()
        var (isCut, isGone, isForeign, hasMembers) = (false, false, false, false)
        let sink = MultistatusSink { response in
            for href in response.hrefs {
                switch scope.place(of: href) {
                case .itself:
                    isCut = isCut || response.status == 507
                    isGone = isGone || response.isGone
                case .member(let name):
                    hasMembers = true
                    if !collected.isTooLarge { collected.append(changed(name, response)) }
                case .foreign: isForeign = true
                case .outside: break
                }
            }
        }
        let request = DAVRequest.report(scope.url, depth: 0, RequestBody.changes(since: token))
        let answer = try await connection.send(request, into: sink)
        if let refusal = try await tokenRefusal(answer, scope, connection) { throw refusal }
        let newer = try sink.finish(answer)
        if isGone { throw notThere(scope.url) }
        // One alone is some other resource; where all are so, the token would go on past changes that we cannot read.
        if isForeign, !hasMembers { throw foreignNames(scope.url) }
        collected.token = newer ?? collected.token
        if collected.isTooLarge { throw tooLong(scope.url) }
        list = collected
        return !isCut
    }

    /// Only the status of the resource itself can say that it is gone. Anything but a known ETag has to be looked at.
    private func changed(_ name: RemoteName, _ response: DAVResponse) -> ChangeList.Entry {
        switch response.status {
        case _ where response.isGone: ChangeList.Entry(name: name, etag: nil, status: .deleted)
        case nil, 200, 201, 204: ChangeList.Entry(name: name, etag: etag(response), status: .present)
        default: ChangeList.Entry(name: name, etag: nil, status: .present)
        }
    }

    /// Every way in which servers say that they no longer know a token; `nil` when the answer says something else.
    private func tokenRefusal(
        _ answer: DAVAnswer, _ scope: CollectionScope, _ connection: DAVConnection
    ) async throws -> RemoteError? {
        let condition = DAVConditions(answer.body).known.map { " \($0)" } ?? ""
        let refused = RemoteError(
            .tokenRefused, scope: .calendar, retry: .now,
            message: "\(scope.url.authority)\(scope.url.path) no longer knows the sync token (\(answer.status))",
            evidence: "\(answer.status)\(condition)")
        switch answer.status {
        case 409, 410, 412, 418, 507: return refused
        case 403: return isBareRefusal(answer) ? refused : nil
        case 400, 404:
            if DAVConditions(answer.body).contains("valid-sync-token") { return refused }
            return try await isThere(scope, connection) ? refused : nil
        default: return nil
        }
    }

    /// A 403 that names nothing else than the token.
    private func isBareRefusal(_ answer: DAVAnswer) -> Bool {
        let conditions = DAVConditions(answer.body)
        return conditions.contains("valid-sync-token") || answer.body.isEmpty
    }

    private func isThere(_ scope: CollectionScope, _ connection: DAVConnection) async throws -> Bool {
        var isThere = false
        let sink = MultistatusSink { response in
            isThere = isThere || response.found.marks.contains(.collection)
        }
        let request = DAVRequest.propfind(scope.url, depth: 0, RequestBody.type, redirects: .samePath)
        let answer = try await connection.send(request, into: sink)
        return answer.status == 207 && isThere
    }
}

/// RFC 6578 sets none; a server that goes on beyond this will not end.
private let pageLimit = 1000

/// The response's ETag, if it can be sent back in a header.
func etag(_ response: DAVResponse) -> ETag? {
    response.found.text(of: .getetag).map { ETag($0) }.flatMap { $0.isUsable ? $0 : nil }
}

/// A schedule tag that can be sent back in a header; one that cannot would fail each edit of its item.
func sendable(_ tag: String?) -> String? { tag.flatMap { ETag($0).isUsable ? $0 : nil } }

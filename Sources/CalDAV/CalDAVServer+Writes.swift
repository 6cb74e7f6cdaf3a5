// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
package import RemoteCalendars
internal import HTTPTransfer

extension CalDAVServer {
    package func put(
        _ name: RemoteName, body: [UInt8], precondition: Precondition
    ) async throws -> WriteOutcome {
        let type = HTTPHeader("Content-Type", "text/calendar; charset=utf-8")
        switch precondition {
        case .absent:
            let write = Write(.create, method: "PUT", name: name, headers: [type], body: body)
            return try await send(write, condition: HTTPHeader("If-None-Match", "*"))
        case .matches(let etag):
            return try await send(Write(.update, method: "PUT", name: name, headers: [type], body: body), etag)
        case .schedule(let tag):
            let write = Write(.update, method: "PUT", name: name, headers: [type], body: body)
            return try await send(write, condition: HTTPHeader("If-Schedule-Tag-Match", tag))
        }
    }

    package func delete(_ name: RemoteName, etag: ETag) async throws -> WriteOutcome {
        try await send(Write(.delete, method: "DELETE", name: name), etag)
    }

    /// One ETag at a time: Radicale takes a list for a mismatch. The next spelling only after a plain 412.
    private func send(_ write: Write, _ etag: ETag) async throws -> WriteOutcome {
        var outcome = WriteOutcome.preconditionFailed
        for form in etag.ifMatchForms where outcome == .preconditionFailed {
            outcome = try await send(write, condition: HTTPHeader("If-Match", form))
        }
        return outcome
    }

    private func send(_ write: Write, condition: HTTPHeader) async throws -> WriteOutcome {
        let connection = try connection()
        var url = try url(of: write.name.href, connection)
        guard isMember(url) else {
            throw RemoteError(
                .badAnswer, scope: .item, retry: .whenSettingsChange,
                message: "refusing to \(write.method) \(url.path), which is not a single event")
        }
        var request = DAVRequest(
            method: write.method, url: url, headers: write.headers + [condition], body: write.body)
        request.redirects = .sameOrigin
        var answer = try await connection.send(request)
        if isUnknownSpelling(answer, of: write, at: url), let other = alternativeSpelling(url.path) {
            url.path = other
            request.url = url
            answer = try await connection.send(request)
        }
        return try writeOutcome(answer, of: write.operation, to: url)
    }

    /// iCloud lists `%40` and does not take it, Cyrus 3.6 lists `?` and takes it for a query: a 404, or a 412 to what is
    /// not there, does not say that the item is gone or has changed.
    private func isUnknownSpelling(_ answer: DAVAnswer, of write: Write, at url: RemoteURL) -> Bool {
        guard write.operation != .create else { return false }
        return answer.status == 404 || answer.status == 412 && url.path.contains("?")
    }

    /// Radicale replaces or removes a whole calendar when the URL is the calendar's.
    func isMember(_ url: RemoteURL) -> Bool {
        // What stands behind a question mark is no name: Cyrus would take the request for one to the calendar.
        let key = pathKey(String(url.path.prefix { $0 != "?" }))
        return !key.hasSuffix("/") && key.utf8.count { $0 == UInt8(ascii: "/") } > 1
    }
}

private struct Write {
    let operation: WriteOperation
    let method: String
    let name: RemoteName
    let headers: [HTTPHeader]
    let body: [UInt8]?

    init(
        _ operation: WriteOperation, method: String, name: RemoteName, headers: [HTTPHeader] = [],
        body: [UInt8]? = nil
    ) {
        (self.operation, self.method, self.name) = (operation, method, name)
        (self.headers, self.body) = (headers, body)
    }
}

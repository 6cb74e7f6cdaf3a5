// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
package import RemoteCalendars
internal import HTTPTransfer

extension CalDAVServer {
    /// RFC 4918 §9.9. Radicale compares host and port of `Destination` with those of the request. Radicale 3.9 and
    /// Xandikos 0.4 do not look at `If-Match` here, so that whatever stands there is moved: it has to be read back.
    package func move(_ name: RemoteName, to target: RemoteName, etag: ETag) async throws -> WriteOutcome {
        let connection = try connection()
        let (source, destination) = (try url(of: name.href, connection), try url(of: target.href, connection))
        guard isMember(source), isMember(destination), source.origin == destination.origin else {
            return .refused("this is not from one calendar to another of the same server")
        }
        let headers = [HTTPHeader("Destination", destination.text), HTTPHeader("Overwrite", "F")]
        var outcome = WriteOutcome.preconditionFailed
        // One spelling of the ETag at a time, as for other writes.
        for form in etag.ifMatchForms where outcome == .preconditionFailed {
            outcome = try await move(source, headers + [HTTPHeader("If-Match", form)], connection)
        }
        return outcome
    }

    private func move(
        _ source: RemoteURL, _ headers: [HTTPHeader], _ connection: DAVConnection
    ) async throws -> WriteOutcome {
        var request = DAVRequest(method: "MOVE", url: source, headers: headers)
        request.redirects = .sameOrigin
        var answer = try await connection.send(request)
        if answer.status == 404, let other = alternativeSpelling(source.path) {
            request.url.path = other
            answer = try await connection.send(request)
        }
        let outcome = try writeOutcome(answer, of: .move, to: request.url)
        // Whose ETag an answer to MOVE carries is said nowhere.
        if case .done = outcome { return .done(etag: nil, scheduleTag: nil) }
        return outcome
    }
}

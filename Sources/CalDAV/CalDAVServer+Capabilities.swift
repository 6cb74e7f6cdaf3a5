// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
package import RemoteCalendars
internal import HTTPTransfer

extension CalDAVServer {
    /// OPTIONS on the first home set. A hint only: Zimbra is wrong about shared calendars, Fastmail does not list PUT,
    /// Radicale does not list sync-collection; so only MOVE and scheduling are read, and both are unlearnt when they fail.
    package func capabilities(of home: RemoteHome) async throws -> ServerCapabilities {
        var result = ServerCapabilities()
        let connection = try connection()
        guard let first = home.homes.first else { return result }
        let answer = try await connection.send(DAVRequest(method: "OPTIONS", url: try url(of: first, connection)))
        guard (200..<300).contains(answer.status), !isWebPage(answer.response.headers, answer.body) else {
            return result
        }
        result.software = answer.header("Server")
        // Cyrus lists it for calendars only, so not being listed means nothing: it is tried.
        if words(answer, "Allow").contains("move") { result.move = true }
        let classes = words(answer, "DAV")
        if !classes.isEmpty { result.scheduling = classes.contains("calendar-auto-schedule") }
        return result
    }

    /// Of all headers of that name, in lower case.
    private func words(_ answer: DAVAnswer, _ name: String) -> Set<String> {
        let values = answer.response.headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
        return Set(values.flatMap { $0.lowercased().split { ", \t".contains($0) } }.map(String.init))
    }
}

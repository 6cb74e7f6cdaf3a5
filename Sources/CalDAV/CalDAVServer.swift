// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
package import HTTPTransfer
internal import RemoteCalendars

/// A calendar server spoken to by CalDAV (RFC 4791, RFC 6578). Holds no state but open connections, and how each origin
/// wants to be logged in to.
package struct CalDAVServer: CalendarServer {
    let account: CalDAVAccount
    private let client: HTTPClient
    let names: NameService
    private let logins = LoginMemory()
    var limits = AnswerLimits()

    package init(account: CalDAVAccount, client: HTTPClient, names: NameService = NameService()) {
        self.account = account
        self.client = client
        self.names = names
    }

    func connection() throws -> DAVConnection { try DAVConnection(account, client, logins, limits) }

    /// The calendar's place, for reading the hrefs of its answers.
    func scope(of calendar: Href, _ connection: DAVConnection) throws -> CollectionScope {
        guard let url = connection.root.resolving(calendar.rawValue) else { throw notAURL(calendar) }
        return CollectionScope(url, account: connection.root)
    }

    func url(of href: Href, _ connection: DAVConnection) throws -> RemoteURL {
        guard let url = connection.root.resolving(href.rawValue) else { throw notAURL(href) }
        return url
    }

    private func notAURL(_ href: Href) -> RemoteError {
        RemoteError(.badAnswer, scope: .item, retry: .later(nil), message: "\(href) is not the address of a resource")
    }

    package func newName(in calendar: Href, stem: String) -> RemoteName {
        guard let connection = try? connection(), let scope = try? scope(of: calendar, connection) else {
            let path = calendar.rawValue + (calendar.rawValue.hasSuffix("/") ? "" : "/") + stem + ".ics"
            return RemoteName(href: Href(path), key: HrefKey(pathKey(path)))
        }
        return scope.member(named: stem + ".ics")
    }
}

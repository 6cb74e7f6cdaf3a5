// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import HTTPTransfer
import RemoteCalendars
import TestSupport

@testable import CalDAV

extension CalDAVServer {
    /// `alice` with her password, unless somebody else is named.
    init(
        _ url: String, user: String = "alice", allowedHosts: [String] = [], password: String? = "alice-pw",
        login: LoginMethod? = nil
    ) {
        let account = CalDAVAccount(
            url: url, username: user, password: { password }, allowedHosts: allowedHosts, login: login)
        self.init(account: account, client: HTTPClient())
    }
}

extension ScriptedServer.Reply {
    static func multistatus(_ content: String, status: Int = 207) -> Self {
        .text(
            status,
            "<multistatus xmlns=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\">\(content)</multistatus>",
            ["Content-Type": "application/xml"])
    }

    static func error(_ status: Int, _ condition: String) -> Self {
        .text(status, "<error xmlns=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\">\(condition)</error>")
    }
}

/// A `response` with properties that were found.
func found(_ href: String, _ properties: String) -> String {
    "<response><href>\(href)</href><propstat><prop>\(properties)</prop><status>HTTP/1.1 200 OK</status></propstat></response>"
}

/// A `response` with a status of its own.
func response(_ href: String, _ status: Int) -> String {
    "<response><href>\(href)</href><status>HTTP/1.1 \(status) -</status></response>"
}

/// The collection itself, as a complete list shows it.
func collection(_ href: String) -> String {
    found(href, "<resourcetype><collection/><C:calendar/></resourcetype>")
}

extension ChangeList {
    var entries: [Entry] { (0..<count).map { self[$0] } }
    /// `key etag`, or `key -` without one, or `key gone`.
    var lines: [String] {
        entries.map { "\($0.name.key) \($0.status == .deleted ? "gone" : $0.etag?.rawValue ?? "-")" }
    }
}

func remoteFailure(_ body: () async throws -> Void) async -> RemoteError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? RemoteError
    }
}

// SPDX-License-Identifier: Apache-2.0

import CalDAV
import CalendarModel
import Foundation
import HTTPTransfer
import RemoteCalendars
import Settings
import TestSupport
import Testing

@testable import almanacd

/// A server that names its items after the password that it was sent.
@Suite struct `What is said of one item` {
    @Test(arguments: [500, 404, 401])
    func `holds no password that is in the item's place`(_ status: Int) async throws {
        let canary = "kAn4ry-Zx82"
        let server = try ScriptedServer { _ in .text(status, "you sent \(canary)") }
        let file = FileManager.default.temporaryDirectory.path + "/almanac-\(UUID().uuidString)"
        try #require(
            FileManager.default.createFile(
                atPath: file, contents: Data(canary.utf8), attributes: [.posixPermissions: 0o600]))
        let client = HTTPClient()
        defer {
            client.shutdown()
            try? FileManager.default.removeItem(atPath: file)
        }
        let password = Password(.file(file), hiding: [])
        try await password.refresh()
        let account = CalDAVAccount(
            url: server.url, username: "alice", password: password.reveal, allowsPlainHTTP: true)
        let authenticated = AuthenticatedServer(
            server: CalDAVServer(account: account, client: client), username: "alice", password: password)
        let items = ["1", "2"].map { number in
            let path = "/home/cal/\(canary)-\(number).ics"
            return RemoteName(href: Href(path), key: HrefKey(path))
        }
        var said: [String] = []
        for count in 1...2 {
            do {
                let found = try await authenticated.fetch(Array(items.prefix(count)), in: Href("/home/cal/"))
                #expect(Set(found.map(\.key)) == Set(items.prefix(count).map(\.key)))
                said += found.map { "\($0.outcome)" }
            } catch let error as RemoteError {
                said += [error.message, error.hint, error.evidence ?? ""]
            }
        }
        do {
            said.append("\(try await authenticated.get(items[0]))")
        } catch let error as RemoteError {
            said.append(error.message)
        }
        #expect(status != 500 || said.contains { $0.contains("<secret>") }, "\(said)")
        #expect(!said.contains { $0.contains(canary) }, "\(said)")
    }
}

// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import MemoryCalendars
import RemoteCalendars
import Synchronization
import TestSupport
import Testing

@testable import CalDAV

/// Who keeps the contract: the tests of this folder say what ``CalendarServer`` promises, and each of them holds for
/// each of these. `DifferencesTests` says what they are free to do in their own way. The suites are serialized, so that a
/// server is asked by a few tests at a time.
enum ContractServer: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case memory, radicale, xandikos, cyrus

    var testDescription: String { rawValue }
    /// `nil` for the one in memory.
    var real: RealServer? { RealServer(rawValue: rawValue) }
}

/// One server of each kind for the whole suite; every test makes a calendar of its own. But for Radicale (3.9): it answers a
/// listing of the home with 500 when something in it is deleted meanwhile.
actor RealServers {
    static let shared = RealServers()
    private var started: [RealServer: Task<TestServer, any Error>] = [:]

    func server(_ kind: RealServer) async throws -> TestServer {
        if kind == .radicale { return try await kind.start() }
        let task = started[kind] ?? Task { try await kind.start() }
        started[kind] = task
        return try await task.value
    }
}

/// A new, empty calendar of alice's.
struct ContractCalendar: Sendable {
    enum Place: Sendable {
        case memory(MemoryServer)
        case real(TestServer, path: String)
    }

    let kind: ContractServer
    let place: Place
    private let id = UUID().uuidString.lowercased()
    /// As a poll names it.
    let href: Href
    /// Alice's client.
    let server: any CalendarServer

    init(_ kind: ContractServer) async throws {
        self.kind = kind
        guard let real = kind.real else {
            let memory = MemoryServer(calendarPath: "/alice/\(id)/")
            (place, server, href) = (.memory(memory), memory, Href("/alice/\(id)/"))
            return
        }
        let host = try await RealServers.shared.server(real)
        let path = try host.makeCalendar(in: real.home(), name: id)
        (place, server, href) = (.real(host, path: path), CalDAVServer(host.url), Href(host.url + path.dropFirst()))
    }

    // MARK: Clients

    /// Alice's second client, with connections of its own.
    func anotherClient() -> any CalendarServer {
        switch place {
        case .memory(let memory): memory
        case .real(let host, _): CalDAVServer(host.url)
        }
    }

    func clientWithWrongPassword() -> any CalendarServer {
        switch place {
        case .memory(let memory):
            memory.state.withLock { $0.isAuthorized = false }
            return memory
        case .real(let host, _): return CalDAVServer(host.url, password: "wrong")
        }
    }

    /// What a person may type for this account: the bare host and everything below.
    func clientsByAddress() -> [any CalendarServer] {
        guard case .real(let host, let path) = place, let real = kind.real else { return [server] }
        let addresses = ["", String(real.home().dropFirst()), String(path.dropFirst())]
        return addresses.map { CalDAVServer(host.url + $0) }
    }

    // MARK: What another program does

    /// `file` as it stands in the URL.
    func store(_ file: String, _ text: [UInt8]) throws {
        switch place {
        case .memory(let memory): memory.store(file, String(decoding: text, as: UTF8.self))
        case .real(let host, let path):
            let answer = try host.send(
                "PUT", path + file, headers: ["Content-Type": "text/calendar; charset=utf-8"],
                body: String(decoding: text, as: UTF8.self))
            guard (200..<300).contains(answer.status) else {
                throw Unexpected(message: "PUT \(file) was answered with \(answer.status): \(answer.text)")
            }
        }
    }

    // MARK: Texts

    /// Cyrus takes a UID only once in all calendars of a user.
    func uid(_ uid: String) -> String { "\(uid)-\(id)" }

    func event(_ uid: String, _ title: String) -> [UInt8] { text(.plain, uid, title: title) }

    func text(_ sample: Sample, _ uid: String = "u", title: String = "One") -> [UInt8] {
        sample.text(self.uid(uid), title)
    }

    // MARK: Steps that tests are made of

    func name(_ stem: String) -> RemoteName { server.newName(in: href, stem: stem) }

    func entry() async throws -> RemoteCalendar {
        let poll = try await server.poll(try await server.discover())
        return try #require(poll.calendars.first { $0.name.href == href })
    }

    func token() async throws -> SyncToken { try #require(try await entry().syncToken) }

    func changes(since token: SyncToken?) async throws -> ChangeList {
        try await server.changes(in: href, since: try #require(token))
    }

    func listing() async throws -> [String] { try await server.listing(of: href).lines }

    /// Stores a text and reads its ETag back.
    @discardableResult func create(_ stem: String, _ text: [UInt8]) async throws -> (name: RemoteName, etag: ETag) {
        let outcome = try await server.put(name(stem), body: text, precondition: .absent)
        guard case .done = outcome else { throw Unexpected(message: "\(stem): \(outcome)") }
        return (name(stem), try await read(name(stem)).etag)
    }

    func read(_ name: RemoteName) async throws -> (body: [UInt8], etag: ETag) {
        let outcome = try await server.get(name)
        guard case .found(let body, let etag?, _) = outcome else {
            throw Unexpected(message: "\(name.key): \(outcome)")
        }
        return (body, etag)
    }
}

struct Unexpected: Error { let message: String }

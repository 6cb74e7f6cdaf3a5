// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// The daemon is killed while its request is under way, and started again.
@Suite(.serialized) struct `A request whose answer nobody hears` {
    enum Operation: String, CaseIterable, Sendable { case create, update, delete }
    enum Fate: String, CaseIterable, Sendable {
        case neverArrives, isCarriedOut
        /// After all is settled without it.
        case arrivesLate

        var fault: String {
            switch self {
            case .neverArrives: #""action": "silence""#
            case .isCarriedOut: #""action": "silence", "when": "after""#
            case .arrivesLate: #""action": "delay""#
            }
        }
    }
    enum Meanwhile: CaseIterable, Sendable { case nothing, editedHere, editedThere }

    struct Case: Sendable, CustomTestStringConvertible {
        let operation: Operation
        let fate: Fate
        let meanwhile: Meanwhile
        var testDescription: String { "\(operation), \(fate), \(meanwhile)" }

        /// An event that is deleted here, or not there yet, cannot be edited.
        static let all = Operation.allCases.flatMap { operation in
            Fate.allCases.flatMap { fate in
                Meanwhile.allCases.map { Case(operation: operation, fate: fate, meanwhile: $0) }
            }
        }.filter { test in
            switch (test.operation, test.fate, test.meanwhile) {
            case (.delete, _, .editedHere), (.delete, .isCarriedOut, .editedThere): false
            case (.create, .neverArrives, .editedThere), (.create, .arrivesLate, .editedThere): false
            default: true
            }
        }

        /// The titles that both sides end with. Where both edited the same line, the server's stands.
        var titles: [String] {
            switch (operation, meanwhile) {
            case (.delete, .nothing): []
            case (_, .editedThere): ["Edited there"]
            case (_, .editedHere): ["Edited again"]
            case (_, .nothing): ["Edited here"]
            }
        }
    }

    @Test(arguments: RealServer.allCases)
    func `leaves both sides equal and one object`(kind: RealServer) async throws {
        let server = try await kind.start()
        let proxy = try TestProxy(before: server.url)
        for (index, test) in Case.all.enumerated() {
            let remote = try RemoteFolder(kind, on: server, name: "case-\(index)")
            try await carryOut(test, remote, proxy)
            _ = try server.send("DELETE", remote.path)
        }
    }

    private func carryOut(_ test: Case, _ remote: RemoteFolder, _ proxy: TestProxy) async throws {
        if test.operation != .create { try remote.put("x.ics", simpleEvent("x", "As it was")) }
        let here = try Installation([AccountText(url: proxy.url, more: #"calendars = ["\#(remote.name)"]"#)])
        #expect(try await here.once() == 0, "\(test): \(here.log)")
        let method = test.operation == .delete ? "DELETE" : "PUT"
        let daemon = try await here.daemon()
        try proxy.reset()
        let fault = try proxy.add(fault: #"{"method": "\#(method)", \#(test.fate.fault)}"#)
        try await edit(test, here)
        try await proxy.wait(forFault: fault)
        let (object, file) = try await sent(here)
        switch test.meanwhile {
        case .nothing: break
        case .editedHere:
            let again = try await here.almanac("edit", object, "--title", "Edited again")
            #expect(again.status == 0, "\(test): \(again.output)\(again.errors)")
        case .editedThere: try remote.put(file, simpleEvent(try await uid(of: object, here), "Edited there"))
        }
        await daemon.kill()
        try proxy.removeFaults()
        if test.fate == .arrivesLate { try await expectSettled(test, here, remote) }
        try proxy.release()
        if test.fate == .arrivesLate {
            try await eventually { try proxy.log().first { $0.method == method }?.status != nil }
        }
        try await expectSettled(test, here, remote)
    }

    private func edit(_ test: Case, _ here: Installation) async throws {
        let arguments: [String]
        switch test.operation {
        case .create: arguments = ["add", "Edited here", "--start", "2026-03-04 10:00"]
        case .update:
            arguments = ["edit", try await here.database.object(at: "x.ics"), "--title", "Edited here"]
        case .delete: arguments = ["delete", try await here.database.object(at: "x.ics")]
        }
        let result = try await here.almanac(arguments)
        #expect(result.status == 0, "\(test): \(result.output)\(result.errors)")
    }

    /// The object and the file that a request is under way for.
    private func sent(_ here: Installation) async throws -> (object: String, file: String) {
        let rows = try await here.database.rows("SELECT object_id, href FROM outbox WHERE state = 'sent'")
        let columns = try #require(rows.first).split(separator: "|")
        return (String(columns[0]), columns[1].split(separator: "/").last.map(String.init) ?? "")
    }

    private func uid(of object: String, _ here: Installation) async throws -> String {
        try #require(try await here.database.rows("SELECT uid FROM objects WHERE id = '\(object)'").first)
    }

    private func expectSettled(_ test: Case, _ here: Installation, _ remote: RemoteFolder) async throws {
        #expect(try await here.once("--log-level", "debug") == 0, "\(test): \(here.log)")
        try await expectEqual(here, remote, count: test.titles.count, "\(test)")
        let there = try await remote.texts().values.map { text in
            text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("SUMMARY:") }.map { String($0.dropFirst(8)) }
        }
        #expect(there == test.titles, "\(test)")
        #expect(try await here.database.rows("SELECT title FROM events") == test.titles, "\(test)")
        #expect(try await here.database.count("outbox") == 0, "\(test)")
    }
}

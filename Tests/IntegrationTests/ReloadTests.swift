// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport
import Testing

/// On a Xandikos, behind a proxy that sees each connection and can hold a request.
@Suite struct `A reload` {
    private let bench: CommandLineBench
    private let work: AccountText

    init() async throws {
        bench = try await CommandLineBench([("a.ics", simpleEvent("a", "As it was"))], on: .xandikos)
        work = AccountText(url: bench.proxy.url)
    }

    /// Of the same server, past the proxy.
    private var other: AccountText {
        AccountText(name: "other", url: bench.remote.server.url, username: "bob", password: "bob-pw")
    }

    private func ports() throws -> Set<Int> { Set(try bench.proxy.log().map(\.port)) }

    @Test(arguments: [false, true])
    func `that does not touch an account asks its server nothing, and keeps the connection`(hasOther: Bool) async throws
    {
        try bench.proxy.reset()
        try await bench.sync()
        let before = try ports()
        try bench.proxy.reset()
        if hasOther { try bench.here.write([work, other], sync: "mail_guard = 10") }
        let outcome = try await bench.must("reload")
        #expect(outcome.contains(hasOther ? "account other added" : "nothing has changed"), "\(outcome)")
        if hasOther { _ = try await bench.must("sync", "other") }
        #expect(try bench.proxy.counts() == [:])
        _ = try await bench.must("sync", "work")
        let after = try ports()
        #expect(!after.isEmpty && after.isSubset(of: before), "\(after) after \(before)")
    }

    enum Meanwhile: CaseIterable { case nothing, otherAdded, accountChanged, accountDetached, askedThrice }

    /// The settings' other sides of each are those of ``nothing``.
    @Test(arguments: Meanwhile.allCases)
    func `leaves a request under way to its end, and its answer counts, once`(meanwhile: Meanwhile) async throws {
        let held = try await holdPut()
        let port = try #require(try bench.proxy.log().last { $0.method == "PUT" }?.port)
        switch meanwhile {
        case .nothing: break
        case .otherAdded: try bench.here.write([work, other])
        case .accountChanged: try bench.here.write([AccountText(url: bench.proxy.url, more: #"interval = "7m""#)])
        case .accountDetached: try bench.here.write([])
        case .askedThrice:
            for more in ["7m", "8m", "9m"] {
                try bench.here.write([AccountText(url: bench.proxy.url, more: "interval = \"\(more)\"")])
                _ = try await bench.must("reload")
            }
        }
        _ = try await bench.must("reload")
        #expect(try bench.proxy.log().last { $0.method == "PUT" }?.status == nil, "it is still held")
        try bench.proxy.release()
        try await eventually { try await bench.here.database.count("outbox") == 0 }
        let state = try await bench.here.database.rows(
            "SELECT local_body = base_body FROM objects JOIN sync_metadata ON object_id = id WHERE id = '\(held)'")
        #expect(state == ["1"], "the answer was recorded")
        if meanwhile == .accountDetached {
            try await expectQuiet()
        } else {
            try await bench.sync()
        }
        let puts = try bench.proxy.log().filter { $0.method == "PUT" }
        #expect(puts.map(\.port) == [port] && puts.allSatisfy { $0.status.map { $0 < 300 } ?? false }, "\(puts)")
        #expect(try bench.remote.get("a.ics")?.contains("SUMMARY:Edited here") == true)
    }

    /// Returns the object whose PUT the proxy holds.
    private func holdPut() async throws -> String {
        let object = try await bench.here.database.object(at: "a.ics")
        try bench.proxy.reset()
        let fault = try bench.proxy.add(fault: #"{"method": "PUT", "action": "delay", "times": 1}"#)
        _ = try await bench.must("edit", object, "--title", "Edited here")
        try await bench.proxy.wait(forFault: fault)
        return object
    }

    /// The request that was under way was the last.
    private func expectQuiet() async throws {
        let before = try bench.proxy.log()
        #expect(before.last?.method == "PUT")
        try bench.here.write([other])
        _ = try await bench.must("reload")
        _ = try await bench.must("sync", "other")
        #expect(try bench.proxy.log().count == before.count)
    }
}

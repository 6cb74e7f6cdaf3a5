// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import RemoteCalendars
import Synchronization
import TestSupport
import Testing

@testable import CalDAV

@Suite struct `A listing that PROPFIND does not give in full` {
    /// A hundred events, one a day from 1 January 2026; answers hold at most ten.
    private static let first = Int64(Day(year: 2026, month: 1, day: 1).number) * 86_400

    private static func cut(_ names: [Int], _ etags: Bool = true) -> String {
        let shown = names.prefix(10).map { found("/cal/\($0).ics", etags ? "<getetag>\"\($0)\"</getetag>" : "") }
        return shown.joined() + (names.count > 10 ? response("/cal/", 507) : "")
    }

    /// The events that begin within the range that the body of a query names; all without one.
    private static func wanted(_ body: String) -> [Int] {
        func bound(_ name: String) -> Int64? {
            guard let start = body.firstRange(of: "\(name)=\"")?.upperBound else { return nil }
            let digits = body[start...].prefix { $0 != "\"" }.filter(\.isNumber).compactMap(\.wholeNumberValue)
            let parts = [digits[0..<4], digits[4..<6], digits[6..<8], digits[8..<10], digits[10..<12]].map {
                $0.reduce(0) { $0 * 10 + $1 }
            }
            let day = Int64(Day(year: parts[0], month: parts[1], day: parts[2]).number)
            return day * 86_400 + Int64(parts[3] * 3600 + parts[4] * 60)
        }
        guard let start = bound("start"), let end = bound("end") else { return Array(0..<100) }
        return (0..<100).filter { (start..<end).contains(first + Int64($0) * 86_400) }
    }

    @Test(arguments: ["in the body", "as the status", "as a condition"])
    func `is put together from ranges of time, each halved until it is not cut, and proves no absence`(
        way: String
    ) async throws {
        let server = try ScriptedServer { request in
            let body = String(decoding: request.body, as: UTF8.self)
            let names = request.method == "PROPFIND" ? Array(0..<100) : Self.wanted(body)
            if names.count > 10, way == "as the status" { return .answer(507) }
            if names.count > 10, way == "as a condition" {
                return .error(403, "<number-of-matches-within-limits/>")
            }
            return .multistatus((request.method == "PROPFIND" ? collection("/cal/") : "") + Self.cut(names))
        }
        let list = try await CalDAVServer(server.url).listing(of: Href(server.url + "cal/"))
        #expect(!list.isComplete && list.count == 100)
        #expect(list.entries.allSatisfy { $0.etag != nil })
        #expect(server.requests.count < 80, "\(server.requests.count) requests")
    }

    @Test func `takes missing ETags from a query, and stays complete`() async throws {
        let server = try ScriptedServer { request in
            guard request.method == "PROPFIND" else {
                return .multistatus(
                    Self.cut(Self.wanted(String(decoding: request.body, as: UTF8.self)).filter { $0 < 3 }))
            }
            return .multistatus(
                collection("/cal/") + (0..<4).map { found("/cal/\($0).ics", "<resourcetype/>") }.joined())
        }
        let list = try await CalDAVServer(server.url).listing(of: Href(server.url + "cal/"))
        #expect(list.isComplete)
        #expect(list.lines == ["/cal/0.ics \"0\"", "/cal/1.ics \"1\"", "/cal/2.ics \"2\"", "/cal/3.ics -"])
    }

    @Test func `is none where the smallest range is cut as well`() async throws {
        let server = try ScriptedServer { _ in .answer(507) }
        let error = await remoteFailure {
            _ = try await CalDAVServer(server.url).listing(of: Href(server.url + "cal/"))
        }
        #expect(error?.kind == .badAnswer && server.requests.count < 300)
    }

    @Test func `without ETags and without queries, everything is to be looked at`() async throws {
        let server = try ScriptedServer { request in
            request.method == "PROPFIND"
                ? .multistatus(collection("/cal/") + found("/cal/a.ics", "<resourcetype/>")) : .answer(501)
        }
        let list = try await CalDAVServer(server.url).listing(of: Href(server.url + "cal/"))
        #expect(list.isComplete && list.lines == ["/cal/a.ics -"])
    }
}

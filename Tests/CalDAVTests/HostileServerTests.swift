// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import RemoteCalendars
import TestSupport
import Testing

@testable import CalDAV

/// The lists of `scripts/servers/hostile.py`. What the large ones cost is measured in `IntegrationTests`.
@Suite struct `A server that wears its clients out` {
    private static let hostile = SharedServer { try await .hostile() }

    @Test(arguments: [
        ("tag", "a tag above 32 KiB"), ("attributes", "a tag above 32 KiB"), ("deep", "nested deeper than 64"),
        ("entities", "DOCTYPE"), ("external", "DOCTYPE"), ("headers", "headers above 64 KiB"),
        ("interim", "headers above 64 KiB"), ("drip", "did not answer in time"), ("stall", "did not answer in time"),
        ("extensions", "did not answer in time"),
    ])
    func `is refused with the reason, and soon`(kind: String, words: String) async throws {
        let server = try await Self.hostile.server()
        var caldav = CalDAVServer(server.url)
        // The other answers come as fast as one busy server can send them to all; a byte a second never stalls.
        let stall = ["stall", "extensions"].contains(kind) ? 2 : 60
        caldav.limits.list = AnswerLimits.Times(stall: .seconds(stall), total: .seconds(kind == "drip" ? 3 : 300))
        let begin = ContinuousClock.now
        let error = await remoteFailure { _ = try await caldav.listing(of: Href("/\(kind)/cal/")) }
        let time = ContinuousClock.now - begin
        print("\(kind): refused after \(time)")
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        #expect(error?.retry == .later(nil) && time < .seconds(330), "\(time)")
    }

    @Test func `has these limits in the product`() {
        #expect(AnswerLimits().object == AnswerLimits.Times(stall: .seconds(30), total: .seconds(120)))
        #expect(AnswerLimits().list == AnswerLimits.Times(stall: .seconds(120), total: .seconds(600)))
        let list = DAVRequest.propfind(RemoteURL(scheme: "https", host: "h", port: nil, path: "/"), depth: 1, [])
        #expect(list.isList && list.bodyLimit == 256 << 20)
        #expect(DAVRequest(method: "GET", url: list.url).bodyLimit == 10 << 20)
    }
}

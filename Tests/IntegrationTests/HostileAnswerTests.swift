// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// A proxy in front of a real server gives answers that must not be taken for deletions.
@Suite struct `An answer that is not the truth` {
    /// As faults of the proxy.
    static let answers = [
        answer(207, #"<multistatus xmlns=\"DAV:\"/>"#, type: "application/xml"),
        answer(207, "", type: "application/xml"),
        answer(200, "<!DOCTYPE html><html><body>Please log in</body></html>", type: "text/html"),
        answer(207, "<!DOCTYPE html><html><body>Please log in</body></html>", type: "text/html"),
        answer(401, "", type: "text/plain"),
        answer(403, "", type: "text/plain"),
        answer(404, "", type: "text/plain"),
        answer(410, "", type: "text/plain"),
        answer(500, "oops", type: "text/plain"),
        answer(503, "busy", type: "text/plain"),
        #""action": "truncate", "at": 400"#,
        #""action": "truncate", "at": 400, "framing": "close""#,
        #""action": "truncate", "at": 0, "framing": "close""#,
        #""action": "drop""#,
    ]

    private static func answer(_ status: Int, _ body: String, type: String) -> String {
        #""action": "answer", "status": \#(status), "headers": {"Content-Type": "\#(type)"}, "body": "\#(body)""#
    }

    @Test(arguments: RealServer.allCases)
    func `deletes nothing`(kind: RealServer) async throws {
        let remote = try await RemoteFolder(kind)
        try await remote.store((0..<20).map { ("e\($0).ics", simpleEvent("e\($0)", "Event \($0)")) })
        let proxy = try TestProxy(before: remote.server.url)
        let here = try Installation([AccountText(url: proxy.url)])
        #expect(try await here.once() == 0, "\(here.log)")
        let home = kind.home()
        var changes = 0
        for answer in Self.answers {
            for request in [#""method": "PROPFIND""#, #""method": "REPORT""#, #""method": "PROPFIND", "skip": 1"#] {
                changes += 1
                try remote.put("e0.ics", simpleEvent("e0", "Changed \(changes)"))
                // With the token refused, the list of changes comes by PROPFIND.
                if request.contains("skip") { try refuseToken(proxy) }
                let fault = try proxy.add(fault: "{\(request), \(answer)}")
                let status = try await here.once()
                #expect(status == 1 || request.contains("REPORT"), "\(request), \(answer) to \(home)")
                try await expectAll(here, "\(request), \(answer)")
                try proxy.removeFaults()
                #expect(try await here.once() == 0, "after \(fault): \(request), \(answer): \(here.log.suffix(2000))")
                try await expectAll(here, "after \(request), \(answer)")
                #expect(
                    try await here.database.rows("SELECT title FROM events WHERE uid = 'e0'") == ["Changed \(changes)"])
            }
        }
        try await expectEqual(here, remote, count: 20)
    }

    private func refuseToken(_ proxy: TestProxy) throws {
        let error = #"<error xmlns=\"DAV:\"><valid-sync-token/></error>"#
        try proxy.add(
            fault: #"{"method": "REPORT", "contains": "sync-collection", "action": "answer", "status": 403, "#
                + #""headers": {"Content-Type": "application/xml"}, "body": "\#(error)"}"#)
    }

    private func expectAll(_ here: Installation, _ comment: Comment) async throws {
        #expect(try await here.database.count("events") == 20, comment)
        #expect(try await here.database.count("sync_metadata WHERE state = 'gone'") == 0, comment)
        #expect(try await here.database.count("journal WHERE kind = 'deleted'") == 0, comment)
    }
}

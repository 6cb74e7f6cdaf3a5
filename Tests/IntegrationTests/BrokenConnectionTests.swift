// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite struct `A connection that breaks off during a request` {
    @Test(arguments: RealServer.allCases)
    func `loses nothing and doubles nothing while the daemon runs on`(kind: RealServer) async throws {
        let remote = try await RemoteFolder(kind)
        let proxy = try TestProxy(before: remote.server.url)
        let here = try Installation([AccountText(url: proxy.url)])
        let daemon = try await here.daemon()
        #expect(try await here.almanac("sync").status == 0)
        for action in ["drop", "withhold"] {
            try proxy.add(fault: #"{"method": "PUT", "action": "\#(action)", "times": 1}"#)
        }
        for title in ["One", "Two"] {
            let added = try await here.almanac("add", title, "--start", "2026-03-04 10:00", "--calendar", "work/team")
            #expect(added.status == 0, "\(added.output)\(added.errors)")
        }
        try await eventually(within: .seconds(180)) { try await here.database.count("outbox") == 0 }
        let sync = try await here.almanac("sync")
        #expect(sync.status == 0, "\(sync.output)")
        await daemon.terminate()
        try await expectEqual(here, remote, count: 2)
        #expect(try proxy.counts()["PUT"] == 3)
    }
}

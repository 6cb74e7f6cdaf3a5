// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct `A first sync that is killed after every batch` {
    @Test(arguments: RealServer.allCases)
    func `fetches again only what was under way`(kind: RealServer) async throws {
        let remote = try await RemoteFolder(kind)
        let count = 260
        try await remote.store(GeneratedCalendar.files(count))
        let proxy = try TestProxy(before: remote.server.url)
        let here = try Installation([AccountText(url: proxy.url)])
        var (kills, stored) = (0, Set<String>())
        while true {
            try proxy.reset()
            // One batch is answered, the next ones hang.
            try proxy.add(fault: #"{"method": "REPORT", "contains": "multiget", "skip": 1, "action": "silence"}"#)
            let daemon = try here.start("--once")
            try await eventually(within: .seconds(180), "a batch is stored, or all is") {
                guard daemon.isRunning else { return true }
                let now = try await self.stored(here)
                let asked = try self.batches(proxy)
                let isAllUnderWay = asked.count == 3 || asked.reduce(now) { $0.union($1) }.count == count
                return now.count > stored.count && now.count < count && isAllUnderWay
            }
            if !daemon.isRunning {
                #expect(await daemon.exitStatus() == 0, "\(here.log)")
                break
            }
            await daemon.kill()
            kills += 1
            let asked = try batches(proxy)
            #expect(asked.allSatisfy { stored.isDisjoint(with: $0) }, "what was stored is not fetched again")
            stored = try await self.stored(here)
            #expect(asked.count { !stored.isSuperset(of: $0) } <= 2)
            try proxy.removeFaults()
            try proxy.release()
            guard kills <= count else { break }
        }
        #expect(kills >= 3)
        #expect(try batches(proxy).allSatisfy { stored.isDisjoint(with: $0) })
        #expect(try await self.stored(here).count == count)
        #expect(try await here.database.texts(in: "work/team") == remote.texts())
    }

    /// The hrefs of each multiget that the server, or only the proxy, was asked.
    private func batches(_ proxy: TestProxy) throws -> [Set<String>] {
        try proxy.log().filter { $0.body.contains("calendar-multiget") }.map { entry in
            Set(entry.body.matches(of: /<href>([^<]*)<\/href>/).map { fileName($0.1) })
        }
    }

    private func stored(_ here: Installation) async throws -> Set<String> {
        guard FileManager.default.fileExists(atPath: here.database.path) else { return [] }
        let tables = try await here.database.count("sqlite_schema WHERE name = 'sync_metadata'")
        guard tables == 1 else { return [] }
        return Set(
            try await here.database.rows("SELECT href FROM sync_metadata WHERE object_id IS NOT NULL")
                .map { fileName($0[...]) })
    }

    private func fileName(_ href: Substring) -> String { href.split(separator: "/").last.map(String.init) ?? "" }
}

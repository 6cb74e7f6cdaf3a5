// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite struct `A server that repeats the password that it was sent` {
    private static let password = "kAn4ry-repeated-ü\"%&\\ z"
    private static let troubles = CanaryServer.Trouble.allCases.filter { $0 != .hangs }

    @Test(arguments: troubles)
    func `is not quoted to who asks about it`(_ trouble: CanaryServer.Trouble) async throws {
        let server = try CanaryServer.start(trouble)
        let here = try Installation([AccountText(url: server.url, password: Self.password)])
        let search = CanarySearch(username: "alice", passwords: [Self.password])
        for command in [
            ["discover", "--explain", "work"], ["discover", "--explain", "--json", "work"],
            ["doctor"], ["doctor", "--json"],
        ] {
            let result = try await run(
                BuiltPrograms.almanac, command + ["--config", here.settings], ["XDG_CONFIG_HOME": "/nowhere"])
            let text = result.output + result.errors
            #expect(search.hits(in: Data(text.utf8)).isEmpty, "\(command): \(text)")
            if trouble == .movesForGood || trouble == .echoesInNames {
                #expect(text.contains("<secret>") || command[0] == "doctor", "\(command): \(text)")
            }
        }
        let sent = server.requests.compactMap { $0.headers["authorization"] }
        #expect(!sent.isEmpty, "or nothing could be repeated")
    }
}

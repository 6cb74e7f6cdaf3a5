// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// `scripts/servers/hostile.py`: lists that never end, come a byte at a time, or unpack to more than there is room for.
@Suite(.serialized) struct `A server without measure` {
    /// In MiB above what `--once` takes with an empty calendar. A list's hrefs may take 64 MiB, and are copied as they
    /// grow; nothing else grows with the answer.
    @Test(arguments: [
        ("gigabyte", "larger than 268435456 bytes", 24), ("bomb", "larger than 268435456 bytes", 24),
        ("nested", "larger than 268435456 bytes", 24), ("million", "a broken answer", 160),
    ])
    func `costs little memory, and its list is refused as a whole`(kind: String, words: String, most: Int) async throws
    {
        let server = try await TestServer.hostile()
        let idle = try await once("well", server).peak
        let begin = ContinuousClock.now
        let (peak, log, rows) = try await once(kind, server)
        print(
            "\(kind): \(ContinuousClock.now - begin), peak \(peak) MiB, \(peak - idle) above that of an empty calendar")
        #expect(peak - idle < most)
        #expect(log.contains(words), "\(log)")
        #expect(rows == 0, "nothing of a list that was refused is kept")
    }

    /// `--once` below a small program: what is spawned from a large one seems to have been as large.
    private func once(_ kind: String, _ server: TestServer) async throws -> (peak: Int, log: String, rows: Int) {
        let here = try Installation([AccountText(url: "\(server.url)\(kind)/")])
        let file = here.folder + "/peak"
        let program = """
            import resource, subprocess, sys
            status = subprocess.run(sys.argv[2:]).returncode
            open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
            sys.exit(status)
            """
        let daemon = try here.start("--once", before: ["/usr/bin/env", "python3", "-c", program, file])
        #expect(await daemon.exitStatus() == (kind == "well" ? 0 : 1), "\(here.log)")
        let kibibytes = try #require(Int(try String(contentsOfFile: file, encoding: .utf8)))
        return (kibibytes >> 10, here.log, try await here.database.count("sync_metadata"))
    }

    @Test func `holds up no other account`() async throws {
        let remote = try await RemoteFolder(.radicale)
        try remote.put("a.ics", simpleEvent("a", "As it was"))
        let server = try await TestServer.hostile()
        let kinds = ["drip", "stall", "interim", "extensions", "gigabyte", "nested"]
        let here = try Installation(
            kinds.map { AccountText(name: $0, url: "\(server.url)\($0)/", more: #"interval = "1s""#) }
                + [AccountText(name: "healthy", url: remote.server.url, more: #"interval = "1s""#)])
        let daemon = try await here.daemon()
        for title in ["Changed there", "Changed again", "And again"] {
            let begin = ContinuousClock.now
            try remote.put("a.ics", simpleEvent("a", title))
            try await eventually(within: .seconds(180)) {
                try await here.database.rows("SELECT title FROM events") == [title]
            }
            print(
                "beside \(kinds.count) accounts on such a server a change is here after \(ContinuousClock.now - begin)")
        }
        let begin = ContinuousClock.now
        #expect(await daemon.terminate() == 0, "\(here.log)")
        #expect(ContinuousClock.now - begin < .seconds(60))
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct `Durations and sizes` {
    @Test(arguments: [
        ("500ms", Duration.milliseconds(500)), ("30s", .seconds(30)), ("5m", .seconds(300)), ("1h30m", .seconds(5400)),
        ("2d", .seconds(172_800)), ("0s", .zero), ("90m", .seconds(5400)),
    ])
    func `are read as durations`(_ text: String, _ expected: Duration) {
        #expect(duration(from: text) == expected)
    }

    @Test(arguments: [
        "", "5", "m", "5 m", "-5m", "5min", "5M", "1.5h", "５m", "99999999999999999999s", "9223372036854775807d", "5m ",
    ])
    func `are no durations`(_ text: String) {
        #expect(duration(from: text) == nil)
    }

    @Test(arguments: [
        ("0B", 0), ("512B", 512), ("4KiB", 4096), ("16MiB", 16 << 20), ("1GiB", 1 << 30), ("2GB", 2_000_000_000),
        ("3kB", 3000),
    ])
    func `are read as sizes`(_ text: String, _ expected: Int) {
        #expect(size(from: text) == expected)
    }

    @Test(arguments: ["", "16", "MiB", "16 MiB", "16mb", "1TiB", "-1B", "1MiB1KiB", "9223372036854775807GiB"])
    func `are no sizes`(_ text: String) {
        #expect(size(from: text) == nil)
    }

    @Test(arguments: [
        ("intervall", "interval"), ("intreval", "interval"), ("conflcit", "conflict"), ("mailguard", "mail_guard"),
        ("x", nil), ("intel", nil), ("", nil),
    ])
    func `suggest the key that was meant`(_ typed: String, _ expected: String?) {
        #expect(nearest(to: typed, among: ["interval", "conflict", "deletion_budget", "mail_guard"]) == expected)
    }
}

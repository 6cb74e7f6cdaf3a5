// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Systemd

@Suite struct `Text from elsewhere` {
    @Test(arguments: [
        ("\u{feff}\u{200b}x", "\\u{feff}\\u{200b}x"), ("\u{2067}evil\u{2069}", "\\u{2067}evil\\u{2069}"),
        ("\u{e0041}", "\\u{e0041}"), ("\u{85}", "\\u{85}"), ("👩‍👩‍👧 می‌خواهم", "👩‍👩‍👧 می‌خواهم"), ("a\u{0}b", "a\\u{0}b"),
        (String(decoding: [0x61, 0xff, 0xfe, 0x62], as: UTF8.self), "a\u{fffd}\u{fffd}b"),
    ])
    func `steers nothing`(_ text: String, _ shown: String) { #expect(safeText(text) == shown) }

    @Test func `is cut where it is long, and says so`() {
        #expect(safeText("abcdef", limit: 6) == "abcdef")
        #expect(safeText("abcdefg", limit: 6) == "abcdef… (cut: it has 7 bytes)")
        #expect(safeText("\n\n\n\n", limit: 6) == "\\n\\n\\n… (cut: it has 4 bytes)")
        // A character that would be cut in two.
        #expect(safeText("abcdeé", limit: 6) == "abcde\u{fffd}… (cut: it has 7 bytes)")
        #expect(safeText(String(repeating: "\u{1b}", count: 1 << 20)).utf8.count < 9000)
    }
}

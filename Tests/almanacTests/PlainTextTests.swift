// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import almanac

@Suite struct `Text for a terminal` {
    @Test(arguments: [
        ("Lunch", "Lunch"), ("Grüße 🎉 日本", "Grüße 🎉 日本"), ("a\nb\r\tc", "a b c"), ("a\u{7}\u{0}\u{7F}b", "ab"),
        // Colours, cursor movement, window titles, hyperlinks, device strings, eight-bit forms.
        ("\u{1B}[31mred\u{1B}[0m", "red"), ("\u{1B}[2J\u{1B}[1;1Hx", "x"), ("\u{1B}]0;title\u{7}x", "x"),
        ("\u{1B}]8;;http://evil\u{1B}\\click\u{1B}]8;;\u{1B}\\", "click"), ("\u{1B}P1$q\u{1B}\\x", "x"),
        ("\u{9B}31mred", "red"), ("\u{9D}0;t\u{9C}x", "x"), ("\u{1B}(0x", "x"), ("\u{1B}cx", "x"),
        // Unfinished ones take nothing readable with them.
        ("\u{1B}]0;kept", "0;kept"), ("\u{1B}", ""), ("\u{1B}[", ""), ("\u{1B}[31", ""), ("a\u{1B}", "a"),
        ("\u{1B}\u{1B}[31mx", "x"),
        // Directions cannot be turned round; joiners stay.
        ("a\u{202E}b\u{2066}c\u{2069}\u{200F}d", "abcd"), ("👩\u{200D}💻", "👩\u{200D}💻"), ("\u{FEFF}x\u{2028}y", "x y"),
    ])
    func `holds nothing that a terminal acts on`(text: String, cleaned: String) {
        #expect(plain(text) == cleaned)
    }

    @Test func `keeps its lines where there is room for them`() {
        #expect(plain("a\r\nb\u{1B}[1m\nc", keepingLines: true) == "a\nb\nc")
    }

    @Test func `is clean for every text of three characters that matter`() {
        let alphabet: [Unicode.Scalar] = ["\u{1B}", "[", "]", "m", "\\", "\u{7}", "\u{9B}", "\u{9C}", "(", "\u{202E}"]
        for a in alphabet {
            for b in alphabet {
                for c in alphabet {
                    let text = String(String.UnicodeScalarView([a, b, c]))
                    let isClean = plain(text).unicodeScalars.allSatisfy { scalar in
                        scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value) && scalar.value != 0x202E
                    }
                    #expect(isClean, "\(Array(text.unicodeScalars))")
                }
            }
        }
    }
}

@Suite struct `Colours` {
    @Test func `are for terminals only`() {
        #expect(Style.plain.bold("x") == "x")
        #expect(Style(isEnabled: true).bold("x") == "\u{1B}[1mx\u{1B}[0m")
        let descriptor: Int32 = 0x7FFF
        #expect(!Style.forTerminal(descriptor, environment: { _ in nil }).isEnabled)
        #expect(!Style.forTerminal(descriptor, environment: { $0 == "NO_COLOR" ? "1" : nil }).isEnabled)
    }
}

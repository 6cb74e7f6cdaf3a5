// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@Suite struct `An ETag` {
    @Test(arguments: [
        ("\"a\"", "\"a\"", true), ("W/\"a\"", "\"a\"", true), ("\"a-gzip\"", "\"a\"", true),
        ("\"a;gzip\"", "\"a\"", true),
        ("\"a--gzip\"", "\"a\"", true), ("a", "\"a\"", true), ("&quot;a&quot;", "\"a\"", true),
        ("\"a-br\"", "W/\"a\"", true),
        ("\"a\"", "\"b\"", false), ("\"A\"", "\"a\"", false), ("\"-gzip\"", "\"\"", false), ("\"", "\"\"", false),
    ])
    func `stands for a version in several spellings`(a: String, b: String, isSame: Bool) {
        #expect(ETag(a).isSameVersion(as: ETag(b)) == isSame)
        #expect(ETag(b).isSameVersion(as: ETag(a)) == isSame)
    }

    @Test(arguments: [
        ("\"a\"", ["\"a\""]), ("W/\"a\"", ["\"a\""]), ("a", ["\"a\"", "a"]), ("\"a-gzip\"", ["\"a-gzip\"", "\"a\""]),
        ("\"\"", ["\"\""]),
    ])
    func `goes into If-Match strong and quoted`(tag: String, forms: [String]) {
        #expect(ETag(tag).ifMatchForms == forms)
    }

    @Test func `with control characters is of no use`() {
        #expect(!ETag("\"a\r\nX: b\"").isUsable && !ETag("").isUsable && ETag("\"ä\"").isUsable)
    }
}

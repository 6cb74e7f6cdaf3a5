// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar
import Testing

/// What the fuzzers found, one test each.
@Suite struct `Found by fuzzing` {
    private static let simple = event("DTSTART:20260701T100000Z\nSUMMARY:x\nCATEGORIES:old")

    @Test(arguments: [
        ("a line end", "a\r\nb", "a\nb"), ("a control character", "a\u{1}b", "ab"), ("spaces around", " a\t", "a"),
        ("a comma and a backslash", "a,b\\", "a,b\\"),
    ])
    func `a category is written as it will be read, whatever is in it`(
        _ name: String, _ category: String, _ read: String
    ) throws {
        var patch = EventPatch()
        patch.categories = .set([category, "", "c"])
        let edited = try patched(Self.simple, with: patch, now: Instant(seconds: 1_780_000_000))
        #expect(try object(edited).events[0].categories == [read, "c"])
        #expect(try patched(edited, with: patch, now: Instant(seconds: 1_790_000_000)) == edited)
    }
}

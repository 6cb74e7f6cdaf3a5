// SPDX-License-Identifier: Apache-2.0

import CalendarTraffic
import Foundation
import Testing

@Suite struct `A generated calendar` {
    let calendar = GeneratedCalendar(count: 2000, anchor: CivilDay(year: 2026, month: 1, day: 1))

    @Test func `has objects of about a kibibyte`() {
        let bytes = (0..<calendar.count).reduce(0) { $0 + calendar.text(of: $1).count }
        #expect((900...1200).contains(bytes / calendar.count), "mean \(bytes / calendar.count)")
    }

    @Test func `finds an object by its name`() {
        for index in [0, 1, 1999] { #expect(calendar.index(of: calendar.name(of: index)) == index) }
        for name in ["", "x.ics", GeneratedCalendar(count: 2001, anchor: calendar.anchor).name(of: 2000)] {
            #expect(calendar.index(of: name) == nil)
        }
    }

    @Test func `folds every line before its 76th octet, between characters`() {
        for index in 0..<calendar.count {
            let text = String(validating: calendar.text(of: index), as: UTF8.self)
            let lines = text?.split(separator: "\r\n", omittingEmptySubsequences: false)
            #expect(lines?.last == "")
            #expect(lines?.allSatisfy { $0.utf8.count <= 75 && !$0.contains("\n") } == true)
        }
    }

    @Test func `has simple texts too, and hands out any in one answer`() throws {
        let texts = (0..<100).map { calendar.simpleText(of: $0) }
        #expect(texts.allSatisfy { (300...450).contains($0.count) })
        let answer = String(decoding: try GeneratedCalendar.multiget(texts), as: UTF8.self)
        #expect(answer.components(separatedBy: "<D:response>").count == 101)
        let plain = answer.replacing("&quot;", with: "\"").replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&amp;", with: "&")
        for text in texts { #expect(plain.contains(String(decoding: text, as: UTF8.self))) }
    }

    @Test func `changes its text with each edit and nothing else`() {
        #expect(calendar.text(of: 7) == calendar.text(of: 7))
        #expect(calendar.text(of: 7) != calendar.text(of: 7, edits: 1))
    }

    @Test func `counts days as the calendar does`() {
        for (text, number) in [("1970-01-01", 0), ("2000-02-29", 11_016), ("2026-11-23", 20_780), ("1969-12-31", -1)] {
            #expect(CivilDay(text)?.number == number)
            #expect(CivilDay(number: number).description == text)
        }
        #expect(CivilDay("2025-02-29") == nil)
    }
}

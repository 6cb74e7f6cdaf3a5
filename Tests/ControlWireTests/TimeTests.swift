// SPDX-License-Identifier: Apache-2.0

import ControlWire
import FoundationEssentials
import Testing

@Suite struct `Times on the wire` {
    @Test(
        arguments: [
            ("2026-03-01T09:00:00+01:00", 1_772_352_000), ("2026-03-01T08:00:00Z", 1_772_352_000),
            ("2026-03-01t08:00:00.123456z", 1_772_352_000), ("2026-03-01 03:30:00-04:30", 1_772_352_000),
            ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59Z", -1), ("2016-12-31T23:59:60Z", 1_483_228_799),
        ] as [(String, Int64)])
    func `are read as moments`(text: String, instant: Int64) {
        #expect(Timestamp(text)?.instant == instant)
    }

    @Test(arguments: [
        "", "2026-03-01", "2026-03-01T09:00:00", "2026-03-01T09:00+01:00", "2026-02-30T09:00:00Z",
        "2026-03-01T24:00:00Z", "2026-03-01T09:60:00Z", "2026-03-01T09:00:00+1", "2026-03-01T09:00:00+24:00",
        "2026-03-01T09:00:00.Z", "२०२६-03-01T09:00:00Z", "2026-03-01T09:00:00Zx", "-026-03-01T09:00:00Z",
    ])
    func `are refused when they are anything else`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test(
        arguments: [
            (0, 0, "1970-01-01T00:00:00Z"), (1_772_352_000, 3600, "2026-03-01T09:00:00+01:00"),
            (1_772_352_000, -16_200, "2026-03-01T03:30:00-04:30"), (0, 3208, "1970-01-01T00:53:00+00:53"),
            (-62_167_219_200, 0, "0000-01-01T00:00:00Z"), (253_402_300_799, 0, "9999-12-31T23:59:59Z"),
        ] as [(Int64, Int, String)])
    func `are written with their offset`(instant: Int64, offset: Int, text: String) {
        #expect(Timestamp(instant: instant, offset: offset).description == text)
        #expect(Timestamp(text)?.instant == instant)
    }

    @Test func `never trap at the ends of the integers`() {
        for instant in [Int64.min, .max, .min + 1, 1 << 62] {
            _ = Timestamp(instant: instant, offset: 3600).description
            _ = Timestamp(instant: instant, offset: -3600).date
        }
        #expect(CivilDate(daysSince1970: .max).description == "9999-12-31")
        #expect(CivilDate(daysSince1970: .min).description == "0000-01-01")
    }

    @Test(arguments: [
        ("2026-03-01", "2026-03-01"), ("2026-03-01T09:00", "2026-03-01T09:00:00"),
        ("2026-03-01 09:00:30", "2026-03-01T09:00:30"), ("2026-03-01T09:00:00+01:00", "2026-03-01T09:00:00+01:00"),
        ("2026-03-01T09:00:00Z", "2026-03-01T09:00:00Z"),
    ])
    func `are told apart in a request`(text: String, printed: String) {
        #expect(RequestedTime(text)?.description == printed)
    }

    @Test func `count days and weekdays like a calendar`() throws {
        let leapDay = try #require(CivilDate("2024-02-29"))
        #expect((leapDay + 1).description == "2024-03-01")
        #expect((leapDay + 366).description == "2025-03-01")
        #expect(leapDay.weekday == 4)
        #expect(CivilDate("2023-02-29") == nil)
        for number in stride(from: -700_000, to: 2_900_000, by: 997) {
            #expect(CivilDate(daysSince1970: number).daysSince1970 == number)
        }
    }
}

@Suite struct `Documents on the wire` {
    @Test func `carry their freshness beside their own members`() throws {
        let freshness = Freshness(asOf: nil, complete: false, quarantined: 1, pending: 2)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let bytes = try encoder.encode(Fresh(freshness, AccountList(accounts: [])))
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"accounts":[],"as_of":null,"complete":false,"oldest_pending":null,"pending":2,"quarantined":1}"#)
        #expect(
            try JSONDecoder().decode(Fresh<AccountList>.self, from: bytes)
                == Fresh(freshness, AccountList(accounts: [])))
    }

    @Test(arguments: [
        (#"{}"#, FieldChange<String>.keep), (#"{"title":null}"#, .clear), (#"{"title":""}"#, .clear),
        (#"{"title":"x"}"#, .set("x")),
    ])
    func `tell an absent member from an empty one`(json: String, change: FieldChange<String>) throws {
        let request = try JSONDecoder().decode(ChangeEventRequest.self, from: Data(json.utf8))
        #expect(request.title == change)
        let again = try JSONDecoder().decode(ChangeEventRequest.self, from: JSONEncoder().encode(request))
        #expect(again == request)
    }
}

// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Planning
import Testing

@Suite struct `When a calendar is audited` {
    private let now = Instant(seconds: 1_800_000_000)

    private func candidate(_ name: String, _ age: Duration?, objects: Int = 100) -> AuditCandidate {
        AuditCandidate(calendar: CalendarID("work/\(name)"), listedAt: age.map { now - $0 }, objects: objects)
    }

    @Test func `is a day after everything was listed, a week above 5,000 objects, and never before the first sync`() {
        let rows: [(Duration?, Int, Bool)] = [
            (nil, 0, false), (.seconds(86_399), 100, false), (.seconds(86_400), 100, true),
            (.seconds(6 * 86_400), 5001, false), (.seconds(7 * 86_400), 5001, true), (.seconds(86_400), 5000, true),
            (.seconds(-5), 100, false),
        ]
        for (age, objects, isDue) in rows {
            #expect((planAudit([candidate("a", age, objects: objects)], now: now) != nil) == isDue, "\(age) \(objects)")
        }
    }

    @Test func `one at a time, the most overdue first`() {
        let candidates = [
            candidate("a", .seconds(90_000)), candidate("b", .seconds(100_000)), candidate("c", .seconds(1)),
        ]
        #expect(planAudit(candidates, now: now) == CalendarID("work/b"))
    }

    @Test func `looks at one to fifty texts again, spread over all`() throws {
        for objects in [1, 2, 99, 100, 101, 5000, 100_000] {
            for random in [UInt64(0), 7, .max] {
                let sampling = try #require(auditSampling(objects: objects, random: random))
                let count = (0..<objects).filter { $0 % sampling.stride == sampling.start }.count
                #expect((1...101).contains(count), "\(objects) \(random): \(count)")
            }
        }
        #expect(auditSampling(objects: 0, random: 1) == nil)
    }
}

@Suite struct `A sync token` {
    @Test(arguments: [
        ("http://sabre.io/ns/sync/63", "http://sabre.io/ns/sync/"), ("data:,1795353852-4", "data:,"),
        ("urn:stalwart:davsync:4:17", "urn:stalwart:davsync:"), ("data:,36_58/HASH", "data:,"),
        ("http://dav2.example.org/sync/ab12", "http://"),
        ("http://radicale.org/ns/sync/ab12", "http://radicale.org/ns/sync/"), ("1795353852", "a number"),
        ("-1", "a number"),
        ("0123456789abcdef0123456789abcdef01234567", "hexadecimal"), ("FT=-@RU=1/2:3@S=9", "opaque"), ("", "opaque"),
    ])
    func `has a dialect that its next ones share`(token: String, dialect: String) {
        #expect(SyncToken(token).dialect == dialect)
    }

    @Test func `is not asked about where the server does not answer such reports`() {
        func method(_ stored: String, _ polled: String, uses: Bool = true) -> ListMethod {
            planList(
                stored: PolledVersion(token: SyncToken(stored), ctag: nil),
                polled: PolledVersion(token: SyncToken(polled), ctag: nil), usesSyncCollection: uses)
        }
        #expect(method("http://a/sync/1", "http://a/sync/2") == .changes(since: SyncToken("http://a/sync/1")))
        #expect(method("http://a/sync/1", "http://a/sync/2", uses: false) == .listing)
        #expect(method("http://a/sync/1", "http://a/sync/1", uses: false) == .none)
    }

    @Test(arguments: [(3, 0, 3, true), (2, 0, 2, false), (5, 1, 3, false), (4, 0, 5, false), (50, 0, 0, false)])
    func `answered with all there is and no deletion may have been forgotten`(
        entries: Int, deletions: Int, known: Int, looks: Bool
    ) {
        #expect(looksInitial(entries: entries, deletions: deletions, known: known) == looks)
    }
}

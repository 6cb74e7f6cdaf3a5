// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import Planning
import SyncEngine
import Testing

/// The end of PROTOCOL.md §6.3: anything on both sides, any trouble in between, then quiet.
@Suite struct `Whatever happens on both sides` {
    private static let rounds = 8
    static let seeds = [UInt64](1...16) + [UInt64.random(in: 100...UInt64.max)]

    /// One seed is another each time; a failure names it.
    @Test(arguments: seeds)
    func `ends with the same events on both, each once`(seed: UInt64) async throws {
        var dice = seed
        let policy = ConflictPolicy.allCases[Int(seed % 4)]
        let world = try FakeWorld(0, conflict: policy, seed: seed)
        for number in 1...5 { world.fake.store("\(number).ics", Self.text("u\(number)", "Event")) }
        // So many that nothing here is ever a mass deletion, which would wait for a person.
        for number in 0..<12 { world.fake.store("k\(number).ics", Self.text("k\(number)", "Kept")) }
        var story = Story(lines: ["seed \(seed), \(policy)"])
        try await world.run()
        for _ in 0..<Self.rounds {
            for _ in 0..<(dice.stir() % 4) { try happen(in: world, &story, &dice) }
            story.lines.append(trouble(in: world.fake, &dice))
            let effects = dice.stir() % 4 == 0 ? Int(dice.stir() % 60) : .max
            do { try await world.run(effects: effects) } catch is Stopped {
                story.lines.append("killed after \(effects)")
            }
            world.advance(.seconds(Int(dice.stir() % 7200)))
            if dice.stir() % 3 == 0 { world.fake.endTrouble() }
        }
        // What the trouble made the server refuse waits for a person.
        if try world.database().contains(" parked ") { try world.retry() }
        try await world.expectRecovery("\(story)")
        try expectEnd(of: world, story)
    }

    private func expectEnd(of world: FakeWorld, _ story: Story) throws {
        let lines = try world.database().split(separator: "\n")
        #expect(!lines.contains { $0.hasPrefix("lost") || $0.hasPrefix("edit") }, "\(lines)")
        let texts = world.fake.texts().values
        let uids = texts.compactMap { text in text.split(separator: "\r\n").first { $0.hasPrefix("UID:") } }
        #expect(Set(uids).count == uids.count, "\(story)")
        #expect(texts.allSatisfy { $0.contains("X-KEPT:") }, "\(story)")
        for (uid, title) in story.edited where !lines.contains(where: { $0.hasPrefix("conflict \(uid) ") }) {
            #expect(texts.contains { $0.contains("UID:\(uid)\r\n") && $0.contains("SUMMARY:\(title)\r\n") }, "\(story)")
        }
    }

    /// What happened, and the edits here that nothing has come after.
    private struct Story: CustomStringConvertible {
        var lines: [String]
        var edited: [String: String] = [:]
        var description: String { lines.joined(separator: "\n") }
    }

    /// With a property that nothing here knows.
    private static func text(_ uid: String, _ title: String) -> String {
        eventText(uid: uid, title: title, extra: "X-KEPT:yes")
    }

    /// One edit on one side; those that find nothing to edit are none.
    private func happen(in world: FakeWorld, _ story: inout Story, _ dice: inout UInt64) throws {
        let uid = "u\(dice.stir() % 9)"
        let file = world.fake.name(withUID: uid) ?? "\(uid.dropFirst()).ics"
        let title = "Title \(dice.stir() % 1000)"
        do {
            switch dice.stir() % 6 {
            case 0:
                let name = "n\(dice.stir() % 100_000)"
                try world.create(name, title, extra: "X-KEPT:yes")
                story.edited[name] = title
                story.lines.append("create \(name)")
            case 1:
                try world.delete(uid)
                story.edited[uid] = nil
                story.lines.append("delete \(uid) here")
            case 2:
                world.fake.remove(file)
                story.edited[uid] = nil
                story.lines.append("remove \(file) there")
            case 3:
                world.fake.store(file, Self.text(uid, title))
                story.edited[uid] = nil
                story.lines.append("store \(file) there")
            default:
                try world.retitle(uid, title)
                story.edited[uid] = title
                story.lines.append("retitle \(uid) here")
            }
        } catch is FakeWorld.NoSuchObject {
            story.lines.append("nothing to edit")
        }
    }

    private static let lines = [
        "PROPFIND /alice/", "PROPFIND team/", "sync-collection", "calendar-multiget", "GET", "PUT", "DELETE",
    ]

    private func trouble(in fake: FakeCalDAV, _ dice: inout UInt64) -> String {
        let line = Self.lines[Int(dice.stir() % UInt64(Self.lines.count))]
        let actions: [(String, Fault.Action)] = [
            ("dropped", .dropBefore), ("unheard", .dropAfter), ("500", .answer(FakeAnswer(500))),
            ("503", .answer(FakeAnswer(503, headers: ["Retry-After": "60"]))),
            ("500 done", .answerAfterwards(FakeAnswer(500))), ("cut", .cut(after: Int(dice.stir() % 900))),
            ("shortened", .shorten(to: Int(dice.stir() % 900))), ("page", .answer(.page(200))),
            ("404", .answer(FakeAnswer(404))), ("412", .answer(FakeAnswer(412))),
        ]
        let (name, action) = actions[Int(dice.stir() % UInt64(actions.count))]
        fake.add(Fault(line, action, skip: Int(dice.stir() % 2)))
        let kinds = (0...dice.stir() % 2).map { _ in dice.stir() % 14 }
        fake.dial { dialect in for kind in kinds { Self.turn(kind, &dialect) } }
        if dice.stir() % 5 == 0 { fake.forgetTokens() }
        return "\(line) \(name), dialects \(kinds)"
    }

    private static func turn(_ kind: UInt64, _ dialect: inout Dialect) {
        switch kind {
        case 0: dialect.writtenTag = .none
        case 1: dialect.rewrites = true
        case 2: dialect.pageSize = 1
        case 3: dialect.givesETagsInLists = false
        case 4: dialect.versions = .ctag
        case 5: dialect.refusal = .silentInitial
        case 6: dialect.repeatsHrefs = true
        case 7: dialect.versions = .none
        case 8: dialect.listingLimit = 4
        case 9: dialect.multigetMost = (3, 507)
        case 10: dialect.givesETagsWithTexts = false
        case 11: dialect.writtenTag = .other
        case 12: dialect.givesTokenInReply = false
        default: dialect.getSuffix = "-gzip"
        }
    }
}

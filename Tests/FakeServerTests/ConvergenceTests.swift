// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import SyncEngine
import Testing

/// The end of PROTOCOL.md §6.3: anything on both sides, any trouble in between, then quiet.
@Suite struct `Whatever happens on both sides` {
    private static let rounds = 6

    @Test(arguments: [UInt64](1...12) + [UInt64.random(in: 100...UInt64.max)])
    func `ends with the same events on both, each once`(seed: UInt64) async throws {
        var dice = seed
        let world = try FakeWorld(5, seed: seed)
        var history = ["seed \(seed)"]
        try await world.run()
        for _ in 0..<Self.rounds {
            for _ in 0..<(dice.stir() % 4) { history.append(try happen(in: world, &dice)) }
            history.append(trouble(in: world.fake, &dice))
            do { try await world.run() } catch is Stopped {}
            world.advance(.seconds(Int(dice.stir() % 7200)))
            if dice.stir() % 3 == 0 { world.fake.endTrouble() }
        }
        try await world.expectRecovery("\(history.joined(separator: "\n"))")
        let uids = world.fake.texts().values.compactMap { text in
            text.split(separator: "\r\n").first { $0.hasPrefix("UID:") }
        }
        #expect(Set(uids).count == uids.count, "\(history.joined(separator: "\n"))")
        let lines = try world.database().split(separator: "\n")
        #expect(!lines.contains { $0.hasPrefix("lost") || $0.hasPrefix("edit") }, "\(lines)")
    }

    /// One edit on one side; those that find nothing to edit are none.
    private func happen(in world: FakeWorld, _ dice: inout UInt64) throws -> String {
        let number = dice.stir() % 9
        let (uid, file) = ("u\(number)", "\(number).ics")
        let title = "Title \(dice.stir() % 1000)"
        do {
            switch dice.stir() % 6 {
            case 0:
                let name = "n\(dice.stir() % 100_000)"
                try world.create(name, title)
                return "create \(name)"
            case 1:
                try world.delete(uid)
                return "delete \(uid) here"
            case 2:
                // A deletion there of more than one is the gate's, which asks a person.
                world.fake.remove(file)
                return "remove \(file) there"
            case 3:
                world.fake.store(file, eventText(uid: uid, title: title))
                return "store \(file) there"
            default:
                try world.retitle(uid, title)
                return "retitle \(uid) here"
            }
        } catch is FakeWorld.NoSuchObject {
            return "nothing"
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
        let kind = dice.stir() % 8
        fake.dial { dialect in
            switch kind {
            case 0: dialect.writtenTag = .none
            case 1: dialect.rewrites = true
            case 2: dialect.pageSize = 1
            case 3: dialect.givesETagsInLists = false
            case 4: dialect.versions = .ctag
            case 5: dialect.refusal = .silentInitial
            case 6: dialect.repeatsHrefs = true
            default: dialect.getSuffix = "-gzip"
            }
        }
        if dice.stir() % 5 == 0 { fake.forgetTokens() }
        return "\(line) \(name), dialect \(kind)"
    }
}

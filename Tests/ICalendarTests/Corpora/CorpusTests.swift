// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@testable import ICalendar

@Suite struct `Calendars of other projects` {
    @Test func `come back byte for byte`() throws {
        for file in Corpora.files {
            let text = CalendarText(file.bytes)
            #expect(text.bytes == file.bytes && TextPatch(text).result() == file.bytes)
            var position = 0
            for line in text.lines {
                #expect(line.sourceRange.lowerBound >= position, "\(file.name)")
                position = line.sourceRange.upperBound
            }
            #expect(position <= file.bytes.count)
        }
        for object in Corpora.objects where object.isEditable {
            #expect(try apply([], to: object.bytes) == object.bytes)
            #expect(try patched(object.bytes, with: EventPatch(), now: corpusNow) == object.bytes)
        }
    }

    @Test func `are read and edited, but for the files listed here with the reason`() {
        var found: [String: String] = [:]
        for file in Corpora.files { found[file.name] = refusal(file.bytes) }
        for file in Corpora.files where file.isZone {
            #expect(found.removeValue(forKey: file.name) == "holds no event, to-do or journal entry")
        }
        expectSame(found, Refused.files)
        print(
            "corpora: \(Corpora.files.count) files, \(Corpora.files.count { $0.isZone }) of them zones;",
            terminator: " ")
        print("\(found.count) of the others are not read or not edited")
    }

    @Test func `are read and edited UID by UID, but for those listed here with the reason`() {
        var found: [String: String] = [:]
        for object in Corpora.objects { found[object.name] = refusal(object.bytes) }
        expectSame(found, Refused.objects)
        print("corpora: \(Corpora.objects.count) objects of one UID, \(found.count) of them not read or not edited")
    }

    @Test func `say the same folded otherwise, with other line ends, in another order, otherwise quoted`() throws {
        var count = 0
        for object in Corpora.objects {
            guard let derived = object.derived, let content = try? content(of: object.bytes) else { continue }
            for (name, spell) in Respelling.all {
                guard let other = spell(object.bytes) else { continue }
                count += 1
                #expect(try ICalendar.content(of: other) == content, "\(object.name) \(name)")
                guard case .object(let again) = derive(other, window: corpusWindow) else {
                    Issue.record("\(object.name) \(name) cannot be read")
                    continue
                }
                #expect(again.checksum == derived.checksum, "\(object.name) \(name)")
                #expect(again.zoneChecksum == derived.zoneChecksum, "\(object.name) \(name)")
            }
        }
        print("corpora: \(count) other spellings with the same checksums")
    }

    @Test func `never stop the process when bytes of them are others`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("corpora: seed \(seed)")
        var generator = Seeded(state: seed)
        let small = Corpora.files.filter { !$0.isZone && $0.bytes.count < 20_000 && !$0.bytes.isEmpty }
        for file in small {
            for _ in 0..<8 {
                var body = file.bytes
                for _ in 0..<Int.random(in: 1...8, using: &generator) where !body.isEmpty {
                    let place = Int.random(in: 0..<body.count, using: &generator)
                    switch Int.random(in: 0...4, using: &generator) {
                    case 0: body[place] = UInt8.random(in: 0...255, using: &generator)
                    case 1: body.remove(at: place)
                    case 2:
                        body.insert(
                            [0, 9, 10, 13, 32, 34, 44, 58, 59, 92].randomElement(using: &generator) ?? 0, at: place)
                    case 3: body.removeSubrange(place..<min(body.count, place + 40))
                    default: body.insert(contentsOf: body[place..<min(body.count, place + 40)], at: place)
                    }
                }
                guard case .object(let object) = derive(body, window: corpusWindow) else { continue }
                var patch = EventPatch()
                patch.title = .set("x")
                guard let edited = try? patched(body, with: patch, now: corpusNow) else { continue }
                let again = CorpusObject(name: file.name, bytes: edited).derived
                #expect(again?.uid == object.uid && again?.uneditable == nil, "\(file.name), seed \(seed)")
            }
        }
    }

    private func refusal(_ bytes: [UInt8]) -> String? {
        switch derive(bytes, window: corpusWindow) {
        case .unreadable(let reason, _, _): reason
        case .object(let object): object.uneditable.map { "not edited: \($0)" }
        }
    }

    /// One line for each difference: a file that newly fails, or is newly read, or for another reason.
    private func expectSame(_ found: [String: String], _ listed: [String: String]) {
        for (name, reason) in found.sorted(by: { $0.key < $1.key }) where listed[name] != reason {
            Issue.record("\(name): \(reason); listed: \(listed[name] ?? "nothing")")
        }
        for name in listed.keys.sorted() where found[name] == nil {
            Issue.record("\(name) is listed, and read and edited now, or gone")
        }
    }
}

let corpusNow = Instant(seconds: seconds("2026-05-05 05:05:05"))

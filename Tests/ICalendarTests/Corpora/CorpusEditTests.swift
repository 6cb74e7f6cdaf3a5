// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar
import Testing

/// An object of the corpora, edited.
private struct Edited {
    let edit: CorpusEdit
    let object: CorpusObject
    let bytes: [UInt8]
    var name: String { "\(object.name), \(edit.name)" }
}

private typealias Refusal = (edit: CorpusEdit, object: CorpusObject, reason: String)

private let stamps: Set = ["DTSTAMP", "LAST-MODIFIED", "SEQUENCE"]
private let stamp = "20260505T050505Z"

@Suite struct `An edit of a calendar of another project` {
    /// Every edit on every object that may be edited; what is refused, by its reason.
    private static let all: (edited: [Edited], unchanged: Int, refused: [Refusal]) = {
        var (edited, unchanged, refused): ([Edited], Int, [Refusal]) = ([], 0, [])
        for object in Corpora.objects where object.isEditable {
            for edit in CorpusEdit.all {
                guard let derived = object.derived else { continue }
                do throws(ICalendarError) {
                    guard let bytes = try edit.edited(object, derived) else { continue }
                    if bytes == object.bytes {
                        unchanged += 1
                    } else {
                        edited.append(Edited(edit: edit, object: object, bytes: bytes))
                    }
                } catch {
                    refused.append((edit, object, error.reason))
                }
            }
        }
        return (edited, unchanged, refused)
    }()

    @Test func `is refused for no other reason than it says`() {
        let (edited, unchanged, refused) = Self.all
        for (edit, object, reason) in refused where !edit.refusals.contains(where: reason.hasPrefix) {
            Issue.record("\(object.name), \(edit.name): \(reason)")
        }
        #expect(edited.count > 6000)
        print("corpora: \(edited.count) edits, \(unchanged) that changed nothing, \(refused.count) refused")
    }

    @Test func `to what it says already changes no byte`() throws {
        var count = 0
        for object in Corpora.objects where object.isEditable {
            guard let event = object.derived?.events[0] else { continue }
            var patch = EventPatch()
            if !event.title.isEmpty { patch.title = .set(event.title) }
            if let text = event.description { patch.description = .set(text) }
            if let text = event.location { patch.location = .set(text) }
            if let text = event.url { patch.url = .set(text) }
            guard !patch.isEmpty else { continue }
            count += 1
            #expect(try patched(object.bytes, with: patch, now: corpusNow) == object.bytes, "\(object.name)")
        }
        print("corpora: \(count) objects set to what they say")
    }

    @Test func `changes only its lines`() {
        for edited in Self.all.edited {
            let (before, after) = (PhysicalLine.all(in: edited.object.bytes), PhysicalLine.all(in: edited.bytes))
            let changed = changedLabels(before, after)
            let others = changed.subtracting(edited.edit.touches).subtracting(stamps)
            #expect(others.isEmpty && !changed.isDisjoint(with: edited.edit.touches), "\(edited.name)")
        }
    }

    /// The names that differ: `BEGIN:X` for a component that is only in one of them.
    private func changedLabels(_ before: [PhysicalLine], _ after: [PhysicalLine]) -> Set<String> {
        let (old, new) = (Set(before.map(\.component)), Set(after.map(\.component)))
        var changed = Set(old.symmetricDifference(new).map { String($0.prefix { $0 != "\n" }) })
        // Compared with their labels, so that a line never stands for an equal one of something else.
        let (kept, now) = (before.filter { new.contains($0.component) }, after.filter { old.contains($0.component) })
        for change in now.map(\.place).difference(from: kept.map(\.place)) {
            switch change {
            case .remove(let offset, _, _): changed.insert(kept[offset].label)
            case .insert(let offset, _, _): changed.insert(now[offset].label)
            }
        }
        return changed
    }

    @Test func `is what Python's icalendar reads back, and nothing else`() throws {
        let originals = Corpora.objects.filter(\.isEditable)
        let answers = try OracleAnswer.read(originals.map(\.bytes) + Self.all.edited.map(\.bytes))
        let before = Dictionary(uniqueKeysWithValues: zip(originals.map(\.name), answers))
        var (compared, unread) = (0, Set<String>())
        for (edited, after) in zip(Self.all.edited, answers.dropFirst(originals.count)) {
            guard let before = before[edited.object.name] else { continue }
            if let error = before.error {
                unread.insert("\(edited.object.name): \(error)")
            } else {
                compared += 1
                compare(before, after, edited)
            }
        }
        for text in unread.sorted() { print("corpora: icalendar does not read \(text)") }
        print(
            "corpora: \(compared) edits read back by Python's icalendar; \(unread.count) objects that it does not read")
    }

    private func compare(_ before: OracleAnswer, _ after: OracleAnswer, _ edited: Edited) {
        let names = edited.edit.touches
        let (old, new) = (before.byKey, after.byKey)
        let added = Set(new.keys).subtracting(old.keys), gone = Set(old.keys).subtracting(new.keys)
        #expect(added.union(gone).allSatisfy { names.contains("BEGIN:\($0.name)") }, "\(edited.name)")
        let target = before.editedKey
        for (key, component) in old {
            guard let now = new[key] else { continue }
            let (oldParts, newParts) = (component.parts, now.parts)
            let changed = Set(oldParts.keys).union(newParts.keys).filter { oldParts[$0] != newParts[$0] }
            #expect(
                changed.subtracting(names).subtracting(stamps).isEmpty,
                "\(edited.name): \(key.name) \(changed.subtracting(names).subtracting(stamps).sorted())")
            guard key == target else { continue }
            for (name, values) in edited.edit.reads(component) {
                #expect(now.values(name) == values, "\(edited.name)")
            }
            if edited.edit.isStamped {
                #expect(now.values("DTSTAMP") == [stamp] && now.values("LAST-MODIFIED") == [stamp], "\(edited.name)")
            }
            let (sequence, next) = (component.values("SEQUENCE"), now.values("SEQUENCE"))
            let counted = String((sequence.first.flatMap { Int($0) } ?? 0) + 1)
            #expect(next == sequence || next == [counted], "\(edited.name)")
        }
    }
}

extension PhysicalLine {
    fileprivate var place: [String] { [component, label, String(decoding: bytes, as: UTF8.self)] }
}

/// Which component of a text it is.
private struct OracleKey: Hashable {
    let name: String
    let identity: [String]
    /// Of several that say the same.
    let number: Int
}

extension OracleAnswer {
    fileprivate var byKey: [OracleKey: Component] {
        var result: [OracleKey: Component] = [:]
        for component in objects {
            let identity = ["UID", "RECURRENCE-ID", "TZID"].flatMap { component.values($0) }
            var number = 0
            while result[OracleKey(name: component.name, identity: identity, number: number)] != nil { number += 1 }
            result[OracleKey(name: component.name, identity: identity, number: number)] = component
        }
        return result
    }

    /// The master, or the only event.
    fileprivate var editedKey: OracleKey? {
        let events = byKey.filter { $0.key.name == "VEVENT" }
        return events.first { $0.value.values("RECURRENCE-ID").isEmpty }?.key ?? events.first?.key
    }
}

// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Fuzzing

@testable import ICalendar

/// One edit of a text, and what has to hold of the result.
struct Edit {
    let before: Reading
    let patch: EventPatch

    func ofAll() throws(ICalendarError) {
        let after = read(try patched(before.text, with: patch, now: now))
        var components: Set<ComponentName> = []
        if patch.alarms != .keep { components.insert(.alarm) }
        if patch.changesTimes { components.formUnion([.zone, .standard, .daylight]) }
        checkLines(after, without: patch.properties, and: components)
        // Other times can make it another series.
        guard let again = try? patched(after.text, with: patch, now: now) else {
            return check(patch.changesTimes, "an edit can be made twice")
        }
        check(again == after.text, "the second time it changes nothing")
    }

    func ofInstance(_ name: String) throws(ICalendarError) {
        let after = read(try patched(before.text, instance: name, with: patch, now: now))
        guard isWhole(after) else { return }
        if patch.schedule == .keep, patch.status == .keep {
            check(after.times == before.times, "the instances stay where they are")
        } else {
            let others = { (reading: Reading) in reading.object.occurrences.filter { $0.recurrenceID != name }.count }
            check(others(after) == others(before), "the other instances stay")
        }
    }

    func ofFollowing(_ name: String) throws(ICalendarError) {
        let split = try patched(before.text, following: name, uid: "new", with: patch, now: now)
        let parts = [split.earlier, split.following].compactMap { $0.map(read) }
        guard parts.allSatisfy(isWhole), !patch.changesTimes, patch.status == .keep else { return }
        check(parts.flatMap(\.times).sorted() == before.times, "both parts are the whole")
    }

    func removing(_ name: String) throws(ICalendarError) {
        guard let text = try removed(before.text, instance: name, now: now) else { return }
        let after = read(text)
        guard isWhole(after) else { return }
        check(after.times == before.times(where: { $0 != name }), "one instance is gone, the others are there")
    }

    func removingFollowing(_ name: String) throws(ICalendarError) {
        guard let text = try removed(before.text, following: name, now: now) else { return }
        let after = read(text)
        guard isWhole(after) else { return }
        check(!after.names.contains(name), "the instance is gone")
        check(Set(after.times).isSubset(of: before.times), "none is new")
    }

    func ofProperties(_ choices: inout TextAndChoices) throws(ICalendarError) {
        let names = ["SUMMARY", "DESCRIPTION", "X-NEW", "CATEGORIES", "STATUS", "BEGIN:VALARM"]
        for (key, name) in zip(try content(of: before.text).components.keys.sorted(), names) {
            guard case .set(let value) = patch.title else { return }
            let edit = PropertyEdit(component: key, name: name, change: name.contains(":") ? .remove : .value(value))
            let after = read(try apply([edit], to: before.text))
            let copies = name == "DESCRIPTION" ? ["X-ALT-DESC", "STYLED-DESCRIPTION"] : []
            checkLines(after, without: Set([name] + copies), and: name.contains(":") ? [.alarm] : [])
        }
    }

    private func read(_ text: [UInt8]) -> Reading {
        guard let reading = Reading(text) else { fatalError("does not hold: an edited text can be read") }
        check(reading.object.uneditable == nil, "an edited text can be edited")
        return reading
    }

    private func isWhole(_ after: Reading) -> Bool { !before.object.isCutOff && !after.object.isCutOff }

    private func checkLines(_ after: Reading, without names: Set<String>, and components: Set<ComponentName>) {
        let kept = after.lines(without: names, and: components)
        check(kept == before.lines(without: names, and: components), "what is not meant stays byte for byte")
    }
}

// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// Changes single properties of a text; every other byte stays. The result has been read again and compared.
///
/// - Throws: when the text is one that is never edited, an edit names what is not there, or the result would say anything else
///   than the edits ask for.
package func apply(_ edits: [PropertyEdit], to body: [UInt8]) throws(ICalendarError) -> [UInt8] {
    if let edit = edits.first(where: { ["UID", "RECURRENCE-ID"].contains($0.name.uppercased()) }) {
        throw ICalendarError("\(edit.name.uppercased()) cannot be edited")
    }
    return try apply(edits, to: body, renaming: [:])
}

/// As ``apply(_:to:)``; the edits may name components anew.
///
/// - Parameter renaming: what the components whose UID or RECURRENCE-ID is edited are called afterwards.
func apply(
    _ edits: [PropertyEdit], to body: [UInt8], renaming: [ComponentKey: ComponentKey]
) throws(ICalendarError) -> [UInt8] {
    let object = try editable(body, zones: .system)
    guard !edits.isEmpty else { return body }
    var patch = TextPatch(object.text)
    var expected = content(of: object)
    for (key, changes) in try grouped(edits) {
        guard let item = object.items.first(where: { $0.key == key && !$0.isSuperseded }) else {
            throw ICalendarError("holds no component \(key.recurrenceID ?? "without RECURRENCE-ID") of that UID")
        }
        let editor = ComponentEditor(object.text, component: item.component)
        var properties = expected.components[key] ?? []
        for (name, change) in changes {
            let new = try editor.carryOut(change, name, in: &patch)
            let old = properties.filter { $0.name == name }
            properties.removeAll { $0.name == name }
            if !CanonicalForm.isIgnored(PropertyName(rawValue: name)) { properties += new }
            // Its HTML copies would still say the old text.
            guard name == "DESCRIPTION", !sameProperties(old, new) else { continue }
            for copy in ["X-ALT-DESC", "STYLED-DESCRIPTION"] where !changes.contains(where: { $0.name == copy }) {
                _ = try editor.carryOut(.remove, copy, in: &patch)
                properties.removeAll { $0.name == copy }
            }
        }
        expected.components[key] = properties
    }
    let result = patch.result()
    try check(result, says: expected.renamed(renaming), like: object)
    return result
}

extension ObjectContent {
    fileprivate func renamed(_ names: [ComponentKey: ComponentKey]) -> ObjectContent {
        guard !names.isEmpty else { return self }
        var result = ObjectContent(components: [:])
        for (key, properties) in components { result.components[names[key] ?? key] = properties }
        return result
    }
}

/// The text taken apart, if it may be edited at all.
func editable(_ body: [UInt8], zones: TimeZones) throws(ICalendarError) -> CalendarObject {
    switch derive(body, window: DeriveWindow(range: TimeRange(start: 0, end: 0)), zones: zones) {
    case .unreadable(let reason, _, _): throw ICalendarError("cannot be read: \(reason)")
    case .object(let object):
        if let reason = object.uneditable { throw ICalendarError("is never edited: \(reason)") }
    }
    return try CalendarObject(CalendarText(body), zones: zones)
}

private typealias Changes = [(name: String, change: PropertyEdit.Change)]

/// By component, names in upper case, the last change of each name.
private func grouped(_ edits: [PropertyEdit]) throws(ICalendarError) -> [(ComponentKey, Changes)] {
    var result: [(key: ComponentKey, changes: Changes)] = []
    func add(_ key: ComponentKey, _ name: String, _ change: PropertyEdit.Change) {
        let place = result.firstIndex { $0.key == key } ?? result.count
        if place == result.count { result.append((key, [])) }
        if let known = result[place].changes.firstIndex(where: { $0.name == name }) {
            result[place].changes[known].change = change
        } else {
            result[place].changes.append((name, change))
        }
    }
    for edit in edits {
        let name = edit.name.uppercased()
        let bytes = (name.nestedComponentName ?? name).utf8
        guard !bytes.isEmpty, bytes.allSatisfy(\.isNameCharacter),
            !["BEGIN", "END"].contains(name)
        else { throw ICalendarError("\(name) cannot be edited") }
        add(edit.component, name, edit.change)
    }
    return result.map { ($0.key, $0.changes) }
}

func check(_ body: [UInt8], says expected: ObjectContent, like before: CalendarObject) throws(ICalendarError) {
    let object = try editable(body, zones: .system)
    let found = content(of: object)
    let isEqual =
        found.components.count == expected.components.count
        && expected.components.allSatisfy { key, properties in
            found.components[key].map { sameProperties($0, properties) } ?? false
        }
    let zones = { (object: CalendarObject) in object.zones.map { CanonicalForm.lines(of: $0, in: object.text) } }
    guard isEqual, zones(object) == zones(before) else {
        throw ICalendarError("would say something else than asked for after the edit")
    }
}

func sameProperties(_ a: [Property], _ b: [Property]) -> Bool {
    var counts: [Property: Int] = [:]
    for property in a { counts[property, default: 0] += 1 }
    for property in b { counts[property, default: 0] -= 1 }
    return counts.values.allSatisfy { $0 == 0 }
}

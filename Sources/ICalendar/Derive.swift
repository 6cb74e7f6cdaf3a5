// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// What the database keeps about a text. Never throws and never takes long, whatever the text says.
package func derive(_ body: [UInt8], window: DeriveWindow, zones: TimeZones = .system) -> Derivation {
    let text = CalendarText(body)
    do {
        var object = try CalendarObject(text, zones: zones)
        return .object(try derive(&object, window: window))
    } catch {
        return unreadable(text, error.reason)
    }
}

private func derive(_ object: inout CalendarObject, window: DeriveWindow) throws(ICalendarError) -> DerivedObject {
    let checksums = Checksums(object)
    var result = DerivedObject(
        kind: object.kind, uid: object.items[0].uid, checksum: checksums.object, zoneChecksum: checksums.zones,
        notes: object.notes, uneditable: object.uneditable)
    guard object.kind == .event else { return result }
    var master: SeriesExpander.Event?
    var overrides: [SeriesExpander.Event] = []
    for index in order(object.items) {
        let item = object.items[index]
        guard let read = EventReader.read(item, checksum: checksums.items[index], in: &object) else {
            throw ICalendarError("has no DTSTART that can be read")
        }
        let event = SeriesExpander.Event(index: result.events.count, read: read)
        if item.recurrenceLine == nil { master = event } else { overrides.append(event) }
        result.events.append(read.derived)
        result.isRecurring = result.isRecurring || read.recurs
        result.notes += read.notes.prefix(10)
        result.uneditable = result.uneditable ?? read.defect
    }
    var series = SeriesExpander(master: master, overrides: overrides, window: window)
    result.occurrences = series.expand()
    result.isCutOff = series.isCutOff
    result.notes = Array((result.notes + object.resolver.notes).prefix(20))
    return result
}

/// The master first, the overrides by their instance; superseded ones left out.
private func order(_ items: [CalendarObject.Item]) -> [Int] {
    guard items.count > 1 else { return Array(items.indices) }
    return items.indices.filter { !items[$0].isSuperseded }.sorted {
        (items[$0].recurrenceID ?? "", $0) < (items[$1].recurrenceID ?? "", $1)
    }
}

private func unreadable(_ text: CalendarText, _ reason: String) -> Derivation {
    var title: String?
    var start: CalendarTime?
    for line in text.lines where text.components[Int(line.owner)].name != .calendar {
        if line.name == .summary, title == nil { title = String(text.textValue(of: line).prefix(300)) }
        let owner = text.components[Int(line.owner)].name
        guard line.name == .start, start == nil, owner != .standard, owner != .daylight else { continue }
        start = DateDigits(text.text, line.valueRange).map {
            CalendarTime($0.hasTime ? ($0.isUTC ? .utc : .floating) : .date, seconds: $0.wall)
        }
    }
    return .unreadable(reason: reason, title: title, start: start)
}

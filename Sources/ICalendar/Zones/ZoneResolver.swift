// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// Finds the zone that a TZID means, and remembers it for the rest of the text. In this order: a zone of the system, by its
/// name or behind a prefix; what Windows calls one; the VTIMEZONE of that name; X-LIC-LOCATION in it; an offset in the name.
struct ZoneResolver {
    /// Different TZIDs looked up in one text; a stranger may write any number.
    private static let maximumNames = 100
    /// Bytes; nobody's zone has a longer one.
    private static let maximumLength = 255
    private static let maximumNotes = 10

    private let text: CalendarText
    private let zones: TimeZones
    private var known: [(id: Range<Int>, zone: TimeZoneRules?)] = []
    private var definitions: ZoneDefinitions?
    /// One for each zone that could not be found.
    private(set) var notes: [String] = []

    init(_ text: CalendarText, zones: TimeZones) {
        self.text = text
        self.zones = zones
    }

    /// `nil`: unknown; the times are then taken as floating, never as UTC.
    mutating func zone(_ id: Range<Int>) -> TimeZoneRules? {
        let id = text.text.unquoted(id)
        guard id.count <= Self.maximumLength else {
            noteUnknown(id)
            return nil
        }
        for entry in known where entry.id.count == id.count && text.text[entry.id] == text.text[id] {
            return entry.zone
        }
        guard known.count < Self.maximumNames else {
            note("more than \(Self.maximumNames) time zones: the times of the others are shown as written")
            return nil
        }
        let zone = find(id)
        known.append((id, zone))
        return zone
    }

    private mutating func find(_ id: Range<Int>) -> TimeZoneRules? {
        let name = text.string(text.text.trimmed(id))
        if let zone = zones.zone(meantBy: name) { return zone }
        var reason: String?
        var definitions = self.definitions ?? ZoneDefinitions(text)
        defer { self.definitions = definitions }
        if let definition = definitions.definition(of: id) {
            do {
                return try definition.rules(named: name, budget: &definitions.budget)
            } catch {
                reason = error.reason
            }
            if let zone = definition.location.flatMap(zones.zone(meantBy:)) { return zone }
        }
        if let offset = UTCOffset.named(name) {
            if name.hasPrefix("("), !name.hasSuffix(")") {
                note("time zone “\(name.prefix(80))” is taken for the offset in its name, all year round")
            }
            return TimeZoneRules(name: name, offset: offset)
        }
        noteUnknown(id, reason)
        return nil
    }

    private mutating func noteUnknown(_ id: Range<Int>, _ reason: String? = nil) {
        let name = String(text.string(id).prefix(80))
        let definition = reason.map { ", whose VTIMEZONE \($0)" } ?? ""
        note("unknown time zone “\(name)”\(definition): its times are shown as written")
    }

    private mutating func note(_ text: String) {
        if notes.count < Self.maximumNotes, !notes.contains(text) { notes.append(text) }
    }
}

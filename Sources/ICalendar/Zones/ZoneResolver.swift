// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// Finds the zone that a TZID means (by name, behind a prefix, by its VTIMEZONE), and remembers it for the rest of the text.
struct ZoneResolver {
    /// Different TZIDs looked up in one text; a stranger may write any number.
    private static let maximumNames = 100
    /// Bytes; nobody's zone has a longer one.
    private static let maximumLength = 255

    private let text: CalendarText
    private let zones: TimeZones
    private var known: [(id: Range<Int>, zone: TimeZoneRules?)] = []
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
        guard known.count < Self.maximumNames else { return nil }
        let zone = find(id)
        known.append((id, zone))
        if zone == nil { noteUnknown(id) }
        return zone
    }

    private mutating func noteUnknown(_ id: Range<Int>) {
        guard notes.count < 10 else { return }
        notes.append("unknown time zone “\(String(text.string(id).prefix(80)))”: its times are shown as written")
    }

    private func find(_ id: Range<Int>) -> TimeZoneRules? {
        let name = text.string(id)
        if let zone = systemZone(name) { return zone }
        guard let definition = ZoneDefinition(named: id, in: text) else { return nil }
        if let rules = definition.rules(named: name) { return rules }
        return definition.location.flatMap(zones.zone(named:))
    }

    /// By its own name, or behind a prefix as in `/freeassociation.sourceforge.net/Europe/Berlin`.
    private func systemZone(_ name: String) -> TimeZoneRules? {
        if let zone = zones.zone(named: name) { return zone }
        guard name.hasPrefix("/") else { return nil }
        let parts = name.split(separator: "/")
        guard !parts.contains("..") else { return nil }
        for count in [3, 2] where parts.count > count {
            if let zone = zones.zone(named: parts.suffix(count).joined(separator: "/")) { return zone }
        }
        return nil
    }
}

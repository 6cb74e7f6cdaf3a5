// SPDX-License-Identifier: Apache-2.0

extension TimeZones {
    /// The system's zone that a TZID means: its own name in any case, the end of a longer one, or what Windows calls it.
    func zone(meantBy id: String) -> TimeZoneRules? {
        if let zone = zone(named: id) ?? zone(like: id) { return zone }
        let ends = Self.ends(of: id)
        for end in ends {
            if let zone = zone(like: end) { return zone }
        }
        for name in [id] + ends.suffix(1) {
            if let name = WindowsZones.zone(named: name), let zone = zone(named: name) ?? zone(like: name) {
                return zone
            }
        }
        return nil
    }

    /// The last three, two and one parts of a globally unique TZID (RFC 5545 §3.8.3.1):
    /// `/mozilla.org/20050126_1/Europe/Berlin`, `/citadel.org/UTC`, `tzone://Microsoft/Utc`.
    private static func ends(of id: String) -> [String] {
        let parts = id.split(separator: "/")
        guard let first = parts.first, id.hasPrefix("/") || first.contains(".") || first.contains(":") else {
            return []
        }
        // One part behind more than a host and a version is the end of a name that is not known.
        return [3, 2, 1].filter { $0 <= parts.count && ($0 > 1 || parts.count <= 3) }
            .map { parts.suffix($0).joined(separator: "/") }
    }
}

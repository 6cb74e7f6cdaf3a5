// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import RemoteCalendars

/// A calendar that stands on another host than before, under the same path.
struct CalendarMove: Sendable, Equatable {
    var id: CalendarID
    var from: RemoteName
    var to: RemoteName
    /// What hrefs inside it begin with, before their path; empty on the account's own host.
    var prefix: String
}

/// The calendars of a poll that are known ones on a new host, as after a move between the servers of a pool (iCloud, its
/// partitions). Pure.
///
/// A path says which calendar it is only where it can mean no other: the key is the same (as among iCloud's partitions),
/// or no calendar is left on the old host, the new place is not known yet, and neither side has that path twice.
///
/// - Parameter typed: the account's own URL.
func movedCalendars(_ polled: [RemoteCalendar], stored: [CalendarRecord], typed: String) -> [CalendarMove] {
    let living = Set(polled.map { origin(of: $0.name.href.rawValue) })
    let byKey = Dictionary(polled.map { ($0.name.key, $0.name) }) { first, _ in first }
    let known = Set(stored.map(\.name.key))
    let arrived = Dictionary(grouping: polled.map(\.name).filter { !known.contains($0.key) }) { path(of: $0.key) }
    let departed = Dictionary(grouping: stored.map(\.name).filter { byKey[$0.key] == nil }) { path(of: $0.key) }
    return stored.compactMap { record in
        let path = path(of: record.name.key)
        let isGone = departed[path]?.count == 1 && !living.contains(origin(of: record.name.href.rawValue))
        let successor = isGone && arrived[path]?.count == 1 ? arrived[path]?.first : nil
        guard let new = byKey[record.name.key] ?? successor,
            origin(of: new.href.rawValue) != origin(of: record.name.href.rawValue)
        else { return nil }
        let host = origin(of: new.href.rawValue)
        let isOwn = origin(of: new.key.rawValue).isEmpty && host == origin(of: typed)
        return CalendarMove(id: record.id, from: record.name, to: new, prefix: isOwn ? "" : host)
    }
}

/// Whether two principals are one person at one service: the same, or the same path on another host. The second only
/// where it was found from the URL and user name that led to the first.
func isSamePrincipal(_ known: Href, _ found: Href, fromSameURL: Bool) -> Bool {
    known == found || fromSameURL && path(of: HrefKey(known.rawValue)) == path(of: HrefKey(found.rawValue))
}

/// Whether a poll failed in a way that another home set would mend: it is gone, forbidden, or its host is no longer
/// known, while the account's own URL has another host.
func isWorthDiscovering(after error: RemoteError, _ home: RemoteHome, typed: String) -> Bool {
    switch error.kind {
    case .moved: true
    // With the account as its scope it is a host that may not have the password: that is for a person.
    case .forbidden: error.scope != .account
    case .unknownHost: home.homes.contains { origin(of: $0.rawValue) != origin(of: typed) }
    case .unauthorized, .noPassword, .tokenRefused, .unsupported, .unreachable, .timeout, .certificate, .badAnswer,
        .tooLarge, .busy, .status, .notCalendar:
        false
    }
}

/// `https://host:port` of a URL in lower case; empty for a path.
func origin(of text: String) -> String {
    guard let scheme = text.firstRange(of: "://") else { return "" }
    return text[..<scheme.upperBound].lowercased() + text[scheme.upperBound...].prefix { $0 != "/" }.lowercased()
}

private func path(of key: HrefKey) -> Substring { key.rawValue.dropFirst(origin(of: key.rawValue).count) }

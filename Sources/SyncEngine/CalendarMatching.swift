// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import RemoteCalendars

/// Which row each polled calendar is, by the polled key; what is not among them is new.
///
/// A resource id that only one calendar has on either side counts more than the place, for that is what moves: DavMail
/// renames a folder with its calendar. A row that nothing matches is missing from the server's list.
func matchCalendars(_ polled: [RemoteCalendar], to stored: [CalendarRecord]) -> [HrefKey: CalendarRecord] {
    let byResource = unique(stored) { $0.resourceID }
    let remoteByResource = unique(polled) { $0.resourceID }
    var matches: [HrefKey: CalendarRecord] = [:]
    var taken: Set<CalendarID> = []
    for (resource, remote) in remoteByResource {
        guard let record = byResource[resource] else { continue }
        matches[remote.name.key] = record
        taken.insert(record.id)
    }
    // Of several that have stood at one place the one that was there last.
    let byKey = Dictionary(stored.filter { !taken.contains($0.id) }.map { ($0.name.key, $0) }) { first, second in
        second.hiddenSince == nil && first.hiddenSince != nil ? second : first
    }
    for remote in polled where matches[remote.name.key] == nil { matches[remote.name.key] = byKey[remote.name.key] }
    return matches
}

/// Those with a name that no other has: some servers give one to all of them.
private func unique<Item>(_ items: [Item], _ name: (Item) -> String?) -> [String: Item] {
    var found: [String: Item?] = [:]
    for item in items {
        guard let name = name(item) else { continue }
        found[name] = found[name] == nil ? .some(item) : .some(nil)
    }
    return found.compactMapValues { $0 }
}

extension CalendarRecord {
    /// Whether the row's token may speak of another calendar than the one that stands there now: then everything has to
    /// be compared, and what is missing goes through the delete gate.
    func isReplaced(by remote: RemoteCalendar) -> Bool {
        if name.key != remote.name.key { return true }
        if let resourceID, let other = remote.resourceID, resourceID != other { return true }
        guard let syncToken, let other = remote.syncToken else { return false }
        return syncToken.dialect != other.dialect || isBehind(other, syncToken)
    }
}

/// sabre and its like count a calendar's changes. Fewer than were seen mean that it has begun anew, or was restored;
/// such servers take the old token for a newer one, and tell nothing.
private func isBehind(_ token: SyncToken, _ seen: SyncToken) -> Bool {
    let (now, before) = (counted(token), counted(seen))
    guard now.head == before.head, let count = now.count, let last = before.count else { return false }
    return count < last
}

/// What stands before the last digits, and what these count.
private func counted(_ token: SyncToken) -> (head: Substring, count: UInt64?) {
    var head = token.rawValue[...]
    while let last = head.last, ("0"..."9").contains(last) { head.removeLast() }
    return (head, UInt64(token.rawValue[head.endIndex...]))
}

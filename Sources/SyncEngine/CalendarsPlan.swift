// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
import CalendarStorage
import Planning
import RemoteCalendars

/// What the poll means for one calendar.
enum CalendarStep: Sendable, Equatable {
    case unchanged
    /// Seen for the first time; its id is chosen when it is written.
    case add(RemoteCalendar)
    /// `isVisible`: what people see has changed, so the feed says so. `movedFrom`: the rows of its items follow.
    case save(CalendarRecord, isVisible: Bool, movedFrom: RemoteName? = nil)

    var isChange: Bool { self != .unchanged }
}

/// Pure: the same poll and rows always give the same steps. A calendar missing from the poll is hidden, never emptied.
/// Rows that were deleted from here are not among `stored`.
func planCalendars(
    _ polled: [RemoteCalendar], stored: [CalendarRecord], policy: SyncPolicy, now: Instant
) -> [CalendarStep] {
    let matches = matchCalendars(polled, to: stored)
    let present = polled.map { remote -> CalendarStep in
        guard let record = matches[remote.name.key] else { return .add(remote) }
        var updated = record
        if record.isReplaced(by: remote) { (updated.syncToken, updated.ctag) = (nil, nil) }
        updated.update(from: remote)
        updated.hiddenSince = nil
        updated.isDetached = !Planning.matches(
            policy.calendars, shortName: record.id.shortName, displayName: remote.displayName)
        return step(from: record, to: updated)
    }
    let known = Set(matches.values.map(\.id))
    let missing = stored.filter { !known.contains($0.id) }.map { record -> CalendarStep in
        var updated = record
        updated.hiddenSince = record.hiddenSince ?? now
        return step(from: record, to: updated)
    }
    return missing + present
}

private func step(from record: CalendarRecord, to updated: CalendarRecord) -> CalendarStep {
    guard updated != record else { return .unchanged }
    let isVisible =
        updated.properties != record.properties || updated.isDetached != record.isDetached
        || (updated.hiddenSince == nil) != (record.hiddenSince == nil) || updated.isWritable != record.isWritable
        || updated.owner != record.owner
    let movedFrom = updated.name.key == record.name.key ? nil : record.name
    return .save(updated, isVisible: isVisible, movedFrom: movedFrom)
}

/// The last path segment, which a new calendar's short name is made from.
package func shortNameSegment(of name: RemoteName) -> String {
    name.key.rawValue.split(separator: "/").last.map(String.init) ?? "calendar"
}

extension CalendarRecord {
    /// Takes over what a server says about a calendar. Tokens are not among it: those are written with the list they stand for.
    fileprivate mutating func update(from remote: RemoteCalendar) {
        name = remote.name
        displayName = remote.displayName
        color = remote.color
        order = remote.order
        summary = remote.summary
        supportsSyncCollection = remote.supportsSyncCollection
        components = remote.components
        // Where it does not say, what a refused edit has shown holds until the next discovery.
        isWritable = remote.isWritable ?? isWritable
        maxResourceSize = remote.maxResourceSize
        owner = remote.owner
        resourceID = remote.resourceID ?? resourceID
    }
}

extension WriteTransaction {
    /// - Parameter itemPrefix: what the hrefs and keys of a calendar's items begin with.
    func apply(_ step: CalendarStep, policy: SyncPolicy, itemPrefix: (Href) -> RemoteName?) throws {
        switch step {
        case .unchanged: break
        case .add(let remote):
            let id = try newCalendarID(account: policy.account, segment: shortNameSegment(of: remote.name))
            var record = CalendarRecord(id: id, name: remote.name)
            record.update(from: remote)
            record.isDetached = !matches(
                policy.calendars, shortName: id.shortName, displayName: remote.displayName)
            try save(record)
            try feed(.calendar, calendar: id, event: nil, range: nil)
        case .save(let record, let isVisible, let movedFrom):
            try save(record)
            if let movedFrom, let old = itemPrefix(movedFrom.href), let new = itemPrefix(record.name.href) {
                try rebase(record.id, from: old, to: new)
            }
            if isVisible { try feed(.calendar, calendar: record.id, event: nil, range: nil) }
        }
    }
}

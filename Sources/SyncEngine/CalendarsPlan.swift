// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Planning
import RemoteCalendars

/// What the poll means for one calendar.
enum CalendarStep: Sendable, Equatable {
    case unchanged
    /// Seen for the first time; its id is chosen when it is written.
    case add(RemoteCalendar)
    /// `isVisible`: what people see has changed, so the feed says so.
    case save(CalendarRecord, isVisible: Bool)

    var isChange: Bool { self != .unchanged }
}

/// Pure: the same poll and rows always give the same steps. A calendar missing from the poll is hidden, never emptied.
func planCalendars(
    _ polled: [RemoteCalendar], stored: [CalendarRecord], policy: SyncPolicy, now: Instant
) -> [CalendarStep] {
    let byKey = Dictionary(stored.map { ($0.name.key, $0) }) { first, _ in first }
    let seen = Set(polled.map(\.name.key))
    let present = polled.map { remote -> CalendarStep in
        guard let record = byKey[remote.name.key] else { return .add(remote) }
        var updated = record
        updated.update(from: remote)
        updated.hiddenSince = nil
        updated.isDetached = !matches(
            policy.calendars, shortName: record.id.shortName, displayName: remote.displayName)
        return step(from: record, to: updated)
    }
    let missing = stored.filter { !seen.contains($0.name.key) }.map { record -> CalendarStep in
        var updated = record
        updated.hiddenSince = record.hiddenSince ?? now
        return step(from: record, to: updated)
    }
    return present + missing
}

private func step(from record: CalendarRecord, to updated: CalendarRecord) -> CalendarStep {
    guard updated != record else { return .unchanged }
    let isVisible =
        updated.displayName != record.displayName || updated.color != record.color
        || updated.order != record.order || updated.isDetached != record.isDetached
        || (updated.hiddenSince == nil) != (record.hiddenSince == nil) || updated.isWritable != record.isWritable
    return .save(updated, isVisible: isVisible)
}

/// The last path segment, which a new calendar's short name is made from.
func shortNameSegment(of name: RemoteName) -> String {
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
    }
}

extension WriteTransaction {
    func apply(_ step: CalendarStep, policy: SyncPolicy) throws {
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
        case .save(let record, let isVisible):
            try save(record)
            if isVisible { try feed(.calendar, calendar: record.id, event: nil, range: nil) }
        }
    }
}

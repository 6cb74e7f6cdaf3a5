// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage

/// An event that may be edited, with everything that an edit needs.
struct EditableEvent {
    /// The master, or the one event.
    var event: EventRow
    var object: ObjectRow
    var calendar: CalendarRecord
    var body: [UInt8]
    var sync: SyncRow?
    var outbox: OutboxRow?
    /// It repeats.
    var isSeries: Bool
    /// The recurrence id in the name it was asked for by.
    var instance: String?
}

extension StoreReading {
    /// Why nothing can be written to a calendar; `nil` when it can.
    func refusal(of calendar: CalendarRecord) throws -> BridgeError? {
        let id = calendar.id
        let account = try account(id.account)
        switch CalendarState(calendar, account: account) {
        case .detached:
            return BridgeError(
                .unavailable, "The calendar \(id) is no longer in the settings, so nothing is sent to it.",
                hint: "Add it to almanac.toml again, then: almanac reload")
        case .missing:
            return BridgeError(
                .unavailable, "The calendar \(id) is no longer on the server.", hint: "almanac sync \(id.account)")
        case .held:
            return BridgeError(
                .unavailable, "The account \(id.account) is held: the server says that we are somebody else.",
                hint: "almanac status")
        case .active:
            guard !calendar.isWritable else { return nil }
            guard let owner = calendar.sharedBy(account) else {
                return BridgeError(.readOnly, "The calendar \(id) is read-only.")
            }
            return BridgeError(
                .readOnly, "The calendar \(id) belongs to \(owner), who shares it read-only.",
                hint: "Ask \(owner) for the right to write.")
        }
    }

    /// - Parameter id: of an event, or of an instance: what stands behind a slash is its recurrence id.
    /// - Throws: ``BridgeError`` with the reason when the event cannot be edited.
    func editableEvent(_ id: String) throws -> EditableEvent {
        let parts = id.split(separator: "/", maxSplits: 1).map(String.init)
        let instance = parts.count == 2 ? parts[1].uppercased() : nil
        let found = try event(named: instance == nil ? id : parts[0])
        guard let object = try object(found.object), let bodyID = object.localBody, let body = try body(bodyID),
            let calendar = try calendar(found.calendar)
        else { throw BridgeError(.notFound, "The event \"\(found.title)\" has just been deleted.") }
        if let refusal = try refusal(of: calendar) { throw refusal }
        let details = try details(of: object.id)
        if let reason = details?.uneditable {
            throw BridgeError(.notEditable, "\"\(found.title)\" is kept as it is and never edited: \(reason)")
        }
        let events = try events(of: object.id)
        let isSeries = found.isRecurring || details?.isRecurring == true || events.count > 1
        return EditableEvent(
            event: events.first { $0.recurrenceID == nil } ?? found, object: object, calendar: calendar, body: body,
            sync: try syncRow(of: object.id, in: calendar.id), outbox: try outbox(object.id, in: calendar.id),
            isSeries: isSeries, instance: instance)
    }
}

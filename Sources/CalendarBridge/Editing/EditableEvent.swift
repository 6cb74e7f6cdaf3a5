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
}

extension StoreReading {
    /// Why nothing can be written to a calendar; `nil` when it can.
    func refusal(of calendar: CalendarRecord) throws -> BridgeError? {
        let id = calendar.id
        switch CalendarState(calendar, account: try account(id.account)) {
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
            return calendar.isWritable ? nil : BridgeError(.readOnly, "The calendar \(id) is read-only.")
        }
    }

    /// - Throws: ``BridgeError`` with the reason when the event cannot be edited so.
    func editableEvent(_ id: String, scope: EditScope?) throws -> EditableEvent {
        let found = try event(named: id)
        guard let object = try object(found.object), let bodyID = object.localBody, let body = try body(bodyID),
            let calendar = try calendar(found.calendar)
        else { throw BridgeError(.notFound, "The event \"\(found.title)\" has just been deleted.") }
        if let refusal = try refusal(of: calendar) { throw refusal }
        let details = try details(of: object.id)
        if let reason = details?.uneditable {
            throw BridgeError(.notEditable, "\"\(found.title)\" is kept as it is and never edited: \(reason)")
        }
        let isSeries = found.isRecurring || details?.isRecurring == true
        if isSeries { try check(scope, found.title) }
        guard let master = try events(of: object.id).first(where: { !isSeries || $0.recurrenceID == nil }) else {
            throw BridgeError(.notEditable, "Only single instances of \"\(found.title)\" are here, not the series.")
        }
        return EditableEvent(
            event: master, object: object, calendar: calendar, body: body,
            sync: try syncRow(of: object.id, in: calendar.id), outbox: try outbox(object.id, in: calendar.id))
    }

    private func check(_ scope: EditScope?, _ title: String) throws(BridgeError) {
        switch scope {
        case .series: return
        case nil:
            throw BridgeError(
                .scope, "\"\(title)\" repeats, so it has to be said how much of it is meant.",
                hint: "Add --scope series for all of it.")
        case .this, .following:
            throw BridgeError(
                .scope, "Single instances of a series cannot be edited yet; only all of \"\(title)\" can.",
                hint: "Add --scope series for all of it.")
        }
    }
}

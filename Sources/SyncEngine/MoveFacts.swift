// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Planning

/// How a new object reaches its calendar.
enum Passage: Sendable {
    case send
    /// The server moves it there from this row's place.
    case move(SyncRow)
    case refuse(String)

    var source: SyncRow? { if case .move(let row) = self { row } else { nil } }
    var refusal: String? { if case .refuse(let reason) = self { reason } else { nil } }
}

/// What the database says about an object on its way from one calendar to another.
extension StoreReading {
    /// Its rows in other calendars of the account whose server has it there. Calendars that are not followed do not
    /// count.
    func moveSources(of object: ObjectID, to calendar: CalendarID) throws -> [SyncRow] {
        try outbox(of: object).filter { $0.calendar != calendar && $0.calendar.account == calendar.account }
            .filter { try self.calendar($0.calendar).map { !$0.isDetached && $0.hiddenSince == nil } ?? false }
            .compactMap { try syncRow(of: object, in: $0.calendar) }.filter { $0.baseBody != nil }
    }

    func moveStage(of row: OutboxRow) throws -> MoveStage? {
        guard let object = try object(row.object) else { return nil }
        let known = try syncRow(of: object.id, in: object.calendar)
        let target = MoveTarget(
            arrived: known?.baseBody == nil ? nil : known?.state,
            route: try outbox(object.id, in: object.calendar)?.route)
        let isHere = object.calendar == row.calendar
        let sources =
            isHere && target.arrived == nil ? try moveSources(of: object.id, to: row.calendar).map(\.state) : []
        return planMove(of: object, in: row.calendar, target: target, sources: sources)
    }

    /// - Parameter canMove: what is known of the server. With attendees it is asked in any case: to send the item anew
    ///   would mail them.
    func passage(of row: OutboxRow, canMove: Bool) throws -> Passage {
        let sources = try moveSources(of: row.object, to: row.calendar)
        guard !sources.isEmpty else { return .send }
        let isGroup = try hasAttendees(row.object)
        let source = sources.first { $0.state == .clean && $0.baseETag?.isUsable == true }
        if let source, row.route == nil, canMove || isGroup { return .move(source) }
        guard isGroup else { return .send }
        return .refuse(
            "the server cannot move it, and to send it anew would mail its attendees: move it back with "
                + "almanac move \(row.object) \(sources[0].calendar)")
    }

    func hasAttendees(_ object: ObjectID) throws -> Bool {
        try events(of: object).contains { try participants(of: $0.id).contains { $0.kind == .attendee } }
    }

    /// The accounts that may now delete what was moved from them to this calendar.
    func released(by calendar: CalendarID, now: Instant) throws -> Set<AccountName> {
        var accounts: Set<AccountName> = []
        for row in try departures(to: calendar) where row.state == .queued && row.isDue(at: now) {
            guard try syncRow(of: row.object, in: row.calendar)?.state == .clean, try moveStage(of: row) == .left
            else { continue }
            accounts.insert(row.calendar.account)
        }
        return accounts
    }
}

// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
import CalendarStorage
import RemoteCalendars

extension CalendarBridge {
    /// One calendar with how much it holds; by any name that people use.
    package func calendar(
        named name: String
    ) async throws -> (calendar: CalendarOverview, contents: CalendarContents) {
        let defaults = surroundings.defaultCalendars()
        return try await read { transaction in
            let record = try transaction.calendars(of: nil).named(name)
            return (
                try transaction.overview(of: record.id, defaults: defaults), try transaction.contents(of: record.id)
            )
        }
    }

    /// Records what a calendar is to be called or to look like, and has it sent; then waits for the server's answer.
    package func change(
        calendar name: String, _ properties: CalendarProperties, within limit: Duration
    ) async throws -> CalendarOverview {
        let wanted = try checked(properties)
        guard !wanted.isEmpty else { throw BridgeError(.invalid, "Nothing is to be changed.") }
        let now = surroundings.now()
        // Before the edit, so that no answer can come in between.
        let signals = changes.subscribe()
        let (record, feed) = try await write(at: now) { transaction in
            let record = try transaction.calendars(of: nil).named(name)
            if let refusal = try transaction.refusal(of: record), refusal.kind != .readOnly { throw refusal }
            let wish = (record.wish ?? CalendarWish(queuedAt: now)).wanting(wanted, of: record, at: now)
            try transaction.save(wish, of: record.id)
            try transaction.feed(.calendar, calendar: record.id)
            return record
        }
        changes.publish(feed)
        await engine.localEdit(in: record.id)
        return try await settled(record.id, signals, within: limit)
    }

    private func settled(
        _ id: CalendarID, _ signals: AsyncStream<ChangeBroadcaster.ChangeSignal>, within limit: Duration
    ) async throws -> CalendarOverview {
        let defaults = surroundings.defaultCalendars()
        @Sendable func now() async throws -> CalendarOverview {
            try await read { try $0.overview(of: id, defaults: defaults) }
        }
        let first = try await now()
        guard first.record.wish?.isWaiting == true, limit > .zero else { return first }
        await wait(for: signals, within: limit) { (try? await now())?.record.wish?.isWaiting != true }
        return try await now()
    }

    /// Makes a calendar on the server; returns once it is there.
    package func create(_ calendar: RequestedCalendar) async throws -> CalendarOverview {
        let properties = try checked(
            CalendarProperties(displayName: calendar.name, color: calendar.color, order: calendar.order))
        let components = try checkedComponents(calendar.components)
        let account = try await read { try $0.account(for: calendar.account) }
        let id = try await engine.createCalendar(
            NewCalendar(properties: properties, components: components), in: account)
        let defaults = surroundings.defaultCalendars()
        return try await read { try $0.overview(of: id, defaults: defaults) }
    }

    /// Deletes a calendar on the server with everything in it; the texts stay in the journal here.
    ///
    /// - Returns: what it was and held.
    package func delete(
        calendar name: String, discardEdits: Bool, by editor: Editor
    ) async throws -> (calendar: CalendarID, contents: CalendarContents) {
        let (id, contents) = try await read { transaction in
            let record = try transaction.calendars(of: nil).named(name)
            if let refusal = try transaction.refusal(of: record), refusal.kind != .readOnly { throw refusal }
            return (record.id, try transaction.contents(of: record.id))
        }
        try await engine.deleteCalendar(id, discardEdits: discardEdits, cause: editor.cause("calendar deleted"))
        return (id, contents)
    }
}

extension StoreReading {
    /// Where a new calendar goes: the account that is named, or the only one.
    fileprivate func account(for name: String?) throws -> AccountName {
        let all = try accounts()
        let active = all.filter { $0.state == .active }
        guard let name else {
            if active.count == 1 { return active[0].name }
            let names = active.map(\.name.rawValue).joined(separator: ", ")
            throw active.isEmpty
                ? BridgeError(
                    .unavailable, "There is no account that a calendar could be made in.", hint: "almanac status")
                : BridgeError(.ambiguous, "There are several accounts.", hint: "Add --account with one of: \(names)")
        }
        guard let account = all.first(where: { $0.name.rawValue == name }) else {
            throw BridgeError(.notFound, "There is no account \"\(name)\".", hint: "almanac accounts")
        }
        guard account.state == .active else {
            throw BridgeError(.unavailable, "The account \(name) is not synced now.", hint: "almanac status")
        }
        return account.name
    }
}

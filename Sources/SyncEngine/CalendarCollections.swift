// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
import CalendarStorage
import Logging
package import RemoteCalendars

/// Why a calendar was not made or deleted, for people. Nothing was changed here.
package struct CalendarRefusal: Error, Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// The server said no.
        case refused
        /// Another time it may go.
        case notNow
        /// Edits of the calendar would be lost.
        case editsWaiting
    }
    package var kind: Kind
    package var reason: String
}

/// Makes and deletes calendars while somebody waits for it. Never beside a run of the same account.
package struct CalendarCollections: Sendable {
    private let sync: AccountSync
    package init(_ sync: AccountSync) { self.sync = sync }

    /// Entries of the journal in one transaction.
    private static let width = 200

    /// Makes a calendar in the account's first home set, under a path made from its name, and records it. What the
    /// server did not take of its colour and order becomes a wish.
    ///
    /// - Throws: ``CalendarRefusal``, `RemoteError`, ``Stopped``.
    package func create(_ calendar: NewCalendar) async throws -> CalendarID {
        let (poll, home) = try await look()
        guard let place = home.homes.first else {
            throw CalendarRefusal(kind: .refused, reason: "the server names no place for calendars")
        }
        let known = Set(poll.calendars.map(\.name.key))
        let random = try await sync.effects.identifier()
        for segment in pathSegments(for: calendar.properties.displayName ?? "", random: random) {
            let name = sync.server.newCalendarName(in: place, segment: segment)
            guard !known.contains(name.key), try await make(calendar, at: name, home) else { continue }
            return try await adopt(name, calendar, home)
        }
        throw CalendarRefusal(kind: .notNow, reason: "something else stands at its place on the server")
    }

    /// - Returns: whether it is there now; false: something else stands there.
    private func make(_ calendar: NewCalendar, at name: RemoteName, _ home: RemoteHome) async throws -> Bool {
        let outcome: CreationOutcome
        do {
            outcome = try await sync.server.create(calendar, at: name)
        } catch let error as RemoteError where error.isOutcomeUnknown {
            // The place was free a moment ago: what stands there now is ours.
            guard try await isListed(name, home, after: error) else { throw error.withKnownOutcome }
            outcome = .done
        }
        switch outcome {
        case .done: return true
        case .taken: return false
        case .refused(let reason): throw CalendarRefusal(kind: .refused, reason: reason)
        case .tryLater(_, let reason): throw CalendarRefusal(kind: .notNow, reason: reason)
        }
    }

    private func adopt(_ name: RemoteName, _ calendar: NewCalendar, _ home: RemoteHome) async throws -> CalendarID {
        let (poll, _) = try await look(home)
        let account = sync.policy.account
        let records = try await sync.effects.read { try $0.calendars(of: account) }
        guard let remote = poll.calendars.first(where: { $0.name.key == name.key }),
            let record = records.first(where: { $0.name.key == name.key && $0.hiddenSince == nil })
        else {
            throw CalendarRefusal(kind: .notNow, reason: "the server made it and does not list it yet")
        }
        let missing = calendar.properties.without(remote.properties)
        sync.log.notice("calendar made", metadata: ["calendar": "\(record.id)"])
        // Of one that the settings leave out nothing is sent.
        guard !missing.isEmpty, !record.isDetached else { return record.id }
        let now = try await sync.effects.now().wall
        try await sync.commit { tx in
            try tx.save(CalendarWish(properties: missing, queuedAt: now), of: record.id)
        }
        return record.id
    }

    /// Deletes a calendar on the server with everything in it; here its rows are kept, hidden, and each of its objects
    /// gets an entry in the journal with its text.
    ///
    /// - Throws: ``CalendarRefusal``, `RemoteError`, ``Stopped``.
    package func delete(_ calendar: CalendarID, discardEdits: Bool, cause: Cause) async throws {
        let (_, home) = try await look()
        let found = try await sync.effects.read { (try $0.calendar(calendar), try $0.outbox(in: calendar).count) }
        guard let record = found.0, record.deletedAt == nil, record.hiddenSince == nil else {
            throw CalendarRefusal(kind: .notNow, reason: "it is no longer on the server")
        }
        guard found.1 == 0 || discardEdits else {
            let (count, them) = (found.1, found.1 == 1 ? "edit has" : "edits have")
            throw CalendarRefusal(kind: .editsWaiting, reason: "\(count) \(them) not reached the server")
        }
        guard try await !hasTravellers(calendar) else {
            throw CalendarRefusal(
                kind: .notNow,
                reason: "events that were moved into it or out of it have not arrived; first: almanac sync")
        }
        try await remove(record, home)
        sync.log.notice("calendar deleted", metadata: ["calendar": "\(calendar)", "cause": "\(cause.words)"])
        // Its row last: should this end in between, it is a calendar that went missing, with everything in it.
        try await keepTexts(of: calendar, cause)
        try await sync.commit { try $0.markDeleted(calendar) }
    }

    /// Objects that stand in the outbox of two calendars.
    private func hasTravellers(_ calendar: CalendarID) async throws -> Bool {
        try await sync.effects.read { reader in
            try reader.outbox(in: calendar).contains { try reader.outbox(of: $0.object).count > 1 }
        }
    }

    private func remove(_ record: CalendarRecord, _ home: RemoteHome) async throws {
        let outcome: DeletionOutcome
        do {
            outcome = try await sync.server.deleteCalendar(record.name.href, in: home)
        } catch let error as RemoteError where error.isOutcomeUnknown {
            if try await isListed(record.name, home, after: error) { throw error.withKnownOutcome }
            outcome = .done
        }
        switch outcome {
        case .done: return
        case .refused(let reason): throw CalendarRefusal(kind: .refused, reason: reason)
        case .tryLater(_, let reason): throw CalendarRefusal(kind: .notNow, reason: reason)
        }
    }

    private func keepTexts(of calendar: CalendarID, _ cause: Cause) async throws {
        var discarded = Self.width
        while discarded == Self.width {
            discarded = try await sync.commit { try $0.discardEdits(in: calendar, limit: Self.width, cause: cause) }
        }
        var last: ObjectID?
        repeat {
            let after = last
            last = try await sync.commit {
                try $0.journalDeleted(calendar, after: after, limit: Self.width, cause: cause)
            }
        } while last != nil
    }

    /// Looks for what came of a request whose answer was lost. Where that fails too, it stays unknown.
    private func isListed(_ name: RemoteName, _ home: RemoteHome, after error: RemoteError) async throws -> Bool {
        do {
            return try await HomeSync(sync: sync).poll(home).0.calendars.contains { $0.name.key == name.key }
        } catch is RemoteError {
            throw error
        }
    }

    /// What the server lists now, written down; throws while the account is held or cannot be reached.
    private func look(_ known: RemoteHome? = nil) async throws -> (HomePoll, RemoteHome) {
        let began = try await sync.effects.now().wall
        do {
            let start: RemoteHome
            if let known { start = known } else { start = try await HomeSync(sync: sync).home() }
            let (poll, home) = try await HomeSync(sync: sync).poll(start)
            _ = try await HomeSync(sync: sync).record(poll, at: began)
            return (poll, home)
        } catch let held as AccountHeld {
            throw CalendarRefusal(kind: .notNow, reason: held.reason)
        }
    }
}

extension RemoteError {
    /// Nothing came of it.
    fileprivate var withKnownOutcome: RemoteError {
        var error = self
        error.isOutcomeUnknown = false
        return error
    }
}

/// The last segment of a new calendar's path: from its name where that is free, else with something random behind it.
func pathSegments(for name: String, random: String) -> [String] {
    var segment = ""
    for scalar in name.lowercased().unicodeScalars where segment.utf8.count < 40 {
        switch scalar {
        case "a"..."z", "0"..."9": segment.unicodeScalars.append(scalar)
        default: if let last = segment.last, last != "-" { segment += "-" }
        }
    }
    if segment.hasSuffix("-") { segment.removeLast() }
    return segment.isEmpty ? [random] : [segment, "\(segment)-\(random.prefix(8))"]
}

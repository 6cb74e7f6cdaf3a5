// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import ICalendar
import Synchronization
import SyncEngine

/// Local edits, as the bridge makes them: object, derived rows, journal and outbox in one transaction.
extension FakeWorld {
    package struct NoSuchObject: Error {}

    package func retitle(_ uid: String, _ title: String) throws { try edit(uid) { retitled($0, title) } }

    package func edit(_ uid: String, _ change: @Sendable (String) -> String) throws {
        try write { tx in
            let object = try Self.object(uid, tx)
            guard let local = object.localBody, let old = try tx.body(local) else { throw NoSuchObject() }
            let text = change(String(decoding: old, as: UTF8.self))
            _ = try Self.put(object.id, Array(text.utf8), tx)
            try Self.queue(object.id, .update, tx)
        }
    }

    package func delete(_ uid: String) throws {
        try write { tx in
            let object = try Self.object(uid, tx)
            _ = try tx.put(object.id, in: Self.calendar, body: nil, derived: nil, cause: Self.cause, remote: nil)
            try Self.queue(object.id, .delete, tx)
        }
    }

    /// As `almanac` does when a person says that a refused edit is to be sent once more.
    package func retry(_ uid: String) throws {
        try write { tx in
            for object in try tx.objects(uid: uid, in: Self.calendar) {
                guard var row = try tx.outbox(object.id, in: Self.calendar) else { continue }
                (row.state, row.nextAttempt) = (.queued, nil)
                try tx.save(row)
            }
        }
    }

    /// As `almanac sync --approve-deletions` does.
    package func approveDeletions() throws {
        try write { tx in _ = try tx.approveDeletions(in: Self.calendar) }
    }

    /// At `new-UID.ics`.
    package func create(_ uid: String, _ title: String, extra: String = "") throws {
        let now = now
        try write { tx in
            let object = try Self.put(nil, Array(eventText(uid: uid, title: title, extra: extra).utf8), tx)
            let path = "\(FakeCalDAV.home)team/new-\(uid).ics"
            let name = RemoteName(href: Href(path), key: HrefKey(path))
            try tx.save(SyncRow(calendar: Self.calendar, name: name, object: object.id, state: .clean))
            try tx.save(
                OutboxRow(
                    object: object.id, calendar: Self.calendar, operation: .create, name: name, queuedAt: now))
        }
    }

    /// While a run is under way, through its own store, as the bridge does.
    private func write(_ body: @Sendable (WriteTransaction) throws -> Void) throws {
        if let store = current.withLock({ $0?.store }) {
            _ = try store.writeNow(at: now, durability: .full, body)
        } else {
            _ = try open { try $0.writeNow(at: now, durability: .full, body) }
        }
    }

    private static let cause = Cause(origin: .local, run: nil, words: "edit in a test")

    private static func object(_ uid: String, _ tx: WriteTransaction) throws -> ObjectRow {
        guard let found = try tx.objects(uid: uid, in: calendar).first(where: { $0.localBody != nil }) else {
            throw NoSuchObject()
        }
        return found
    }

    private static func put(_ id: ObjectID?, _ body: [UInt8], _ tx: WriteTransaction) throws -> ObjectRow {
        guard case .object(let derived) = derive(body, window: DeriveWindow(around: began)) else {
            throw NoSuchObject()
        }
        return try tx.put(
            id, in: calendar, body: try tx.insertBody(body), derived: derived, cause: cause, remote: nil)
    }

    private static func queue(_ id: ObjectID, _ operation: OutboxRow.Operation, _ tx: WriteTransaction) throws {
        guard let known = try tx.syncRow(of: id, in: calendar) else { throw NoSuchObject() }
        var row =
            try tx.outbox(id, in: calendar)
            ?? OutboxRow(object: id, calendar: calendar, operation: operation, name: known.name, queuedAt: began)
        if row.operation != .create { row.operation = operation }
        if row.state == .parked { row.state = .queued }
        try tx.save(row)
    }
}

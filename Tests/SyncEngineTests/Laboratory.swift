// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Foundation
import ICalendar
import Logging
import MemoryCalendars
import Planning
import RemoteCalendars
import Synchronization
import SyncEngine
import Testing

/// One account on a server in memory, with a real database in a folder of its own.
final class Laboratory: Sendable {
    static let calendar = CalendarID("work/team")
    let server = MemoryServer()
    let folder: URL
    private var path: String { folder.appending(path: "calendar.db").path }
    let policy: SyncPolicy

    init(conflict: ConflictPolicy = .merge) throws {
        folder = FileManager.default.temporaryDirectory.appending(
            path: "almanac-engine-\(UUID().uuidString.lowercased())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        policy = SyncPolicy(
            account: AccountName("work"), url: "https://server/", username: "alice", conflict: conflict)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// What does not hold in the database.
    func problems() throws -> [String] {
        let found = try examineDatabase(path, isThorough: true)
        return found.problems + found.searchProblems
    }

    /// The database as a process that starts now would open it.
    @discardableResult
    func open<Value>(_ body: (CalendarStore) throws -> Value) throws -> Value {
        let counter = Mutex(UInt64.random(in: 0...UInt64.max) | 1)
        return try open(
            identifiers: {
                counter.withLock {
                    $0 &+= 1; return "object-\($0)"
                }
            }, body)
    }

    @discardableResult
    func open<Value>(
        identifiers: @escaping @Sendable () -> String, _ body: (CalendarStore) throws -> Value
    ) throws -> Value {
        let store = try CalendarStore(
            CalendarStore.Options(
                path: path, derive: { derive($0, window: $1) },
                identifier: identifiers),
            now: Instant(seconds: 1_780_000_000))
        defer { try? store.close() }
        return try body(store)
    }

    @discardableResult
    func sync(
        _ store: CalendarStore, seed: UInt64 = 1, effects: Int = .max, world given: SimulatedWorld? = nil,
        mailGuard: Int? = nil
    ) throws -> AccountOutcome {
        let world = given ?? SimulatedWorld(store: store, seed: seed, effects: effects)
        var policy = policy
        policy.mailGuard = mailGuard ?? policy.mailGuard
        let account = AccountSync(
            policy: policy, server: SimulatedServer(server: server, world: world), effects: world,
            log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        return try world.run { try await account.run(failures: 0) }
    }

    /// Syncs with a fresh process, until nothing is left to do; back-off is skipped by moving the clock.
    @discardableResult
    func settle(runs: Int = 6) throws -> AccountOutcome {
        var last = AccountOutcome(account: policy.account)
        for run in 0..<runs {
            last = try open { store in
                let world = SimulatedWorld(store: store, seed: UInt64(run))
                world.state.withLock { $0.wall = $0.wall + .seconds(86_400 * 2 * (run + 1)) }
                return try sync(store, world: world)
            }
            if last.isInStep { break }
        }
        return last
    }

    // MARK: local edits, as the bridge makes them

    func edit(_ store: CalendarStore, uid: String, _ change: @Sendable (String) -> String) throws {
        try write(store) { tx in
            let object = try #require(try tx.objects(uid: uid, in: nil).first { $0.localBody != nil })
            let local = try #require(object.localBody)
            let text = String(decoding: try #require(try tx.body(local)), as: UTF8.self)
            let body = Array(change(text).utf8)
            guard
                case .object(let derived) = derive(body, window: DeriveWindow(around: Instant(seconds: 1_780_000_000)))
            else { throw SimulatedWorld.Stuck() }
            _ = try tx.put(
                object.id, in: object.calendar, body: try tx.insertBody(body), derived: derived, cause: Self.cause,
                remote: nil)
            try Self.queue(tx, object, .update)
        }
    }

    func delete(_ store: CalendarStore, uid: String) throws {
        try write(store) { tx in
            let object = try #require(try tx.objects(uid: uid, in: nil).first { $0.localBody != nil })
            _ = try tx.put(object.id, in: object.calendar, body: nil, derived: nil, cause: Self.cause, remote: nil)
            try Self.queue(tx, object, .delete)
        }
    }

    /// To another calendar, as the bridge does it where nothing is under way.
    func move(_ store: CalendarStore, uid: String, to target: CalendarID, as file: String = "moved") throws {
        try write(store) { tx in
            let object = try #require(try tx.objects(uid: uid, in: nil).first { $0.localBody != nil })
            let body = try #require(try object.localBody.flatMap { try tx.body($0) })
            guard
                case .object(let derived) = derive(body, window: DeriveWindow(around: Instant(seconds: 1_780_000_000)))
            else { throw SimulatedWorld.Stuck() }
            let old = try #require(try tx.syncRow(of: object.id, in: object.calendar))
            _ = try tx.put(
                object.id, in: target, body: object.localBody, derived: derived, cause: Self.cause, remote: nil)
            let waiting = try tx.outbox(object.id, in: object.calendar)
            if waiting?.state != .sent {
                try tx.removeOutbox(object.id, in: object.calendar)
                if old.baseBody == nil {
                    try tx.remove(old.calendar, old.name.key)
                } else {
                    try tx.save(Self.edit(object.id, old.calendar, .delete, old.name))
                }
            }
            let known = try tx.syncRow(of: object.id, in: target)
            if try tx.outbox(object.id, in: target)?.state == .sent { return }
            try tx.removeOutbox(object.id, in: target)
            if let known, known.baseBody == object.localBody { return }
            let path = try #require(try tx.calendar(target)).name.href.rawValue + "\(file)-\(uid).ics"
            let name = known?.name ?? RemoteName(href: Href(path), key: HrefKey(path))
            if known == nil { try tx.save(SyncRow(calendar: target, name: name, object: object.id, state: .clean)) }
            try tx.save(Self.edit(object.id, target, known == nil ? .create : .update, name))
        }
    }

    private static func edit(
        _ object: ObjectID, _ calendar: CalendarID, _ operation: OutboxRow.Operation, _ name: RemoteName
    ) -> OutboxRow {
        OutboxRow(
            object: object, calendar: calendar, operation: operation, name: name,
            queuedAt: Instant(seconds: 1_780_000_000))
    }

    func create(_ store: CalendarStore, uid: String, title: String) throws {
        try write(store) { tx in
            let body = Array(eventText(uid: uid, title: title).utf8)
            guard
                case .object(let derived) = derive(body, window: DeriveWindow(around: Instant(seconds: 1_780_000_000)))
            else { throw SimulatedWorld.Stuck() }
            let object = try tx.put(
                nil, in: Self.calendar, body: try tx.insertBody(body), derived: derived, cause: Self.cause, remote: nil)
            let path = "/alice/team/new-\(uid).ics"
            let name = RemoteName(href: Href(path), key: HrefKey(path))
            try tx.save(SyncRow(calendar: Self.calendar, name: name, object: object.id, state: .clean))
            try tx.save(
                OutboxRow(
                    object: object.id, calendar: Self.calendar, operation: .create, name: name,
                    queuedAt: Instant(seconds: 1_780_000_000)))
        }
    }

    private static let cause = Cause(origin: .local, run: nil, words: "edit in a test")

    private func write(_ store: CalendarStore, _ body: @Sendable (WriteTransaction) throws -> Void) throws {
        _ = try store.writeNow(at: Instant(seconds: 1_780_000_000), durability: .full, body)
    }

    private static func queue(_ tx: WriteTransaction, _ edited: ObjectRow, _ operation: OutboxRow.Operation) throws {
        let (object, calendar) = (edited.id, edited.calendar)
        let known = try #require(try tx.syncRow(of: object, in: calendar))
        var row =
            try tx.outbox(object, in: calendar)
            ?? OutboxRow(
                object: object, calendar: calendar, operation: operation, name: known.name,
                queuedAt: Instant(seconds: 1_780_000_000))
        if row.operation != .create { row.operation = operation }
        if row.state == .parked { row.state = .queued }
        try tx.save(row)
    }

    // MARK: what must hold

    func titles() throws -> [String: String] { try open { try titles($0) } }

    /// Titles by UID, as the database shows them.
    func titles(_ store: CalendarStore) throws -> [String: String] {
        try store.readNow { reader in
            var titles: [String: String] = [:]
            for row in try reader.syncRows(in: Self.calendar, after: nil, limit: 10_000) {
                guard let id = row.object, let object = try reader.object(id), object.localBody != nil else { continue }
                titles[object.uid] = try reader.event(EventID(object: id, recurrenceID: nil))?.title
            }
            return titles
        }
    }

    /// Object ids by UID.
    func ids(_ store: CalendarStore) throws -> [String: String] {
        try store.readNow { reader in
            var ids: [String: String] = [:]
            for row in try reader.syncRows(in: Self.calendar, after: nil, limit: 10_000) {
                guard let id = row.object, let object = try reader.object(id) else { continue }
                ids[object.uid] = id.rawValue
            }
            return ids
        }
    }

    /// Both sides hold the same bytes, one object each, and nothing waits.
    func expectInStep(_ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let remote = server.bodies
        try open { store in
            let local = try store.readNow { reader -> [String: String] in
                var local: [String: String] = [:]
                let calendars = try reader.calendars(of: nil).map(\.id)
                for row in try calendars.flatMap({ try reader.syncRows(in: $0, after: nil, limit: 10_000) }) {
                    let object = try #require(try row.object.map { try reader.object($0) } ?? nil)
                    let body = try object.localBody(in: row.calendar).flatMap { try reader.body($0) }
                    local[row.name.key.rawValue] = body.map { String(decoding: $0, as: UTF8.self) } ?? "deleted"
                }
                return local
            }
            #expect(local == remote, comment, sourceLocation: sourceLocation)
            let waiting = try store.readNow { reader in
                try reader.calendars(of: nil).flatMap { try reader.outbox(in: $0.id) }
            }
            #expect(waiting == [], comment, sourceLocation: sourceLocation)
            #expect(try problems() == [], comment, sourceLocation: sourceLocation)
        }
    }
}

func eventText(uid: String, title: String, extra: String = "") -> String {
    """
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//Test//Test//EN
    BEGIN:VEVENT
    UID:\(uid)
    DTSTAMP:20260101T000000Z
    DTSTART:20260601T090000Z
    DTEND:20260601T100000Z
    SUMMARY:\(title)
    \(extra.isEmpty ? "" : extra + "\n")END:VEVENT
    END:VCALENDAR

    """.replacingOccurrences(of: "\n", with: "\r\n")
}

func retitled(_ text: String, _ title: String) -> String {
    text.components(separatedBy: "\r\n").map { $0.hasPrefix("SUMMARY:") ? "SUMMARY:\(title)" : $0 }.joined(
        separator: "\r\n")
}

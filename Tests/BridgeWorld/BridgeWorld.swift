// SPDX-License-Identifier: Apache-2.0

package import CalendarBridge
package import CalendarModel
package import CalendarStorage
import Foundation
import ICalendar
import Synchronization

/// A bridge over a real database in a folder of its own, with two accounts: `work` (`work/team`, `work/holidays`, which
/// is read-only) and `home` (`home/main`).
package final class BridgeWorld: Sendable {
    /// 2026-03-01T12:00:00Z, a Sunday.
    package static let now = Instant(seconds: 1_772_366_400)

    package let folder: String
    package let store: CalendarStore
    package let engine = FakeEngine()
    package let changes = ChangeBroadcaster()
    package let bridge: CalendarBridge
    private let defaults: Defaults

    package init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "almanac-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let numbers = Numbers()
        let store = try CalendarStore(
            .init(path: "\(folder)/calendar.db", derive: { derive($0, window: $1) }, identifier: numbers.next),
            now: Self.now)
        self.store = store
        let defaults = Defaults()
        self.defaults = defaults
        bridge = CalendarBridge(
            store: store, engine: engine, changes: changes,
            surroundings: .init(
                defaultCalendars: { defaults.names.withLock { $0 } },
                newName: { Self.name("\($0.name.href)\($1).ics") }, identifier: numbers.next, now: { Self.now }))
        for calendar in ["work/team", "work/holidays", "home/main"] { try add(calendar: CalendarID(calendar)) }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    package func setDefaults(_ names: [String]) { defaults.names.withLock { $0 = names } }

    package func write<Value>(_ body: (WriteTransaction) throws -> Value) throws -> Value {
        try store.writeNow(at: Self.now, body).value
    }

    package func read<Value>(_ body: (ReadTransaction) throws -> Value) throws -> Value { try store.readNow(body) }

    private func add(calendar: CalendarID) throws {
        try write { transaction in
            if try transaction.account(calendar.account) == nil {
                try transaction.save(
                    AccountRecord(
                        name: calendar.account, kind: "caldav", url: "https://dav.example.org/", username: "alice"))
            }
            try transaction.save(
                CalendarRecord(
                    id: calendar, name: Self.name("/\(calendar)/"), displayName: calendar.shortName.capitalized,
                    isWritable: calendar.shortName != "holidays", completeAt: Self.now - .seconds(60)))
        }
    }

    /// As a pull leaves it: on both sides, and agreed on.
    @discardableResult
    package func pulled(_ text: String, in calendar: CalendarID = CalendarID("work/team")) throws -> ObjectID {
        let bytes = Array(text.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n").utf8)
        guard case .object(let derived) = derive(bytes, window: DeriveWindow(around: Self.now)) else {
            throw BridgeError(.invalid, "the text cannot be read: \(text)")
        }
        return try write { transaction in
            let body = try transaction.insertBody(bytes)
            let name = Self.name("/\(calendar)/\(derived.uid).ics")
            let object = try transaction.put(
                nil, in: calendar, body: body, derived: derived,
                cause: Cause(origin: .remote, run: RunID("run-1"), words: "on the server"),
                remote: RemoteStamp(name: name, etag: ETag("\"1\""), agreedAt: Self.now))
            try transaction.save(
                SyncRow(
                    calendar: calendar, name: name, object: object.id, baseETag: ETag("\"1\""), baseBody: body,
                    seenETag: ETag("\"1\""), state: .clean, lastSync: Self.now))
            return object.id
        }
    }

    package func outbox(_ object: ObjectID, in calendar: CalendarID = CalendarID("work/team")) throws -> OutboxRow? {
        try read { try $0.outbox(object, in: calendar) }
    }

    /// The text that stands here now; `nil`: deleted here.
    package func text(_ object: ObjectID) throws -> String? {
        try read { transaction in
            try transaction.object(object)?.localBody.flatMap { try transaction.body($0) }
                .map { String(decoding: $0, as: UTF8.self) }
        }
    }

    package static func name(_ href: String) -> RemoteName { RemoteName(href: Href(href), key: HrefKey(href)) }
}

private final class Defaults: Sendable {
    let names = Mutex<[String]>(["work/team"])
}

/// Identifiers that look random in their first characters and come in the same order every time.
private final class Numbers: Sendable {
    private let count = Mutex<UInt32>(0)

    @Sendable func next() -> String {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let hash = String(number &* 2_654_435_761, radix: 16)
        let first = String(repeating: "0", count: 8 - hash.count) + hash
        return "\(first)-0000-4000-8000-\(String(repeating: "0", count: 12 - "\(number)".count))\(number)"
    }
}

/// An event's text. Lines after `UID` as they are given.
package func eventText(_ uid: String, _ lines: String...) -> String {
    (["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", "BEGIN:VEVENT", "UID:\(uid)"]
        + ["DTSTAMP:20260101T000000Z"] + lines + ["END:VEVENT", "END:VCALENDAR", ""]).joined(separator: "\n")
}

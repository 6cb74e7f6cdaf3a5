// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
package import CalendarStorage
package import ICalendar

/// What clients may do: reads that the database answers, local edits, and commands for the engine.
package struct CalendarBridge: Sendable {
    let store: CalendarStore
    package let engine: any EngineCommands
    package let changes: ChangeBroadcaster
    let zones: TimeZones
    let surroundings: Surroundings

    /// What the bridge gets from outside.
    package struct Surroundings: Sendable {
        /// The calendars that settings name for new events, the most wanted first.
        package var defaultCalendars: @Sendable () -> [String]
        /// A name for a new object in a calendar; the second value is a random UUID. `nil`: its account is not synced now.
        package var newName: @Sendable (CalendarRecord, String) -> RemoteName?
        /// A random lower-case UUID.
        package var identifier: @Sendable () -> String
        package var now: @Sendable () -> Instant

        package init(
            defaultCalendars: @escaping @Sendable () -> [String],
            newName: @escaping @Sendable (CalendarRecord, String) -> RemoteName?,
            identifier: @escaping @Sendable () -> String,
            now: @escaping @Sendable () -> Instant
        ) {
            self.defaultCalendars = defaultCalendars
            self.newName = newName
            self.identifier = identifier
            self.now = now
        }
    }

    package init(
        store: CalendarStore, engine: any EngineCommands, changes: ChangeBroadcaster, zones: TimeZones = .system,
        surroundings: Surroundings
    ) {
        self.store = store
        self.engine = engine
        self.changes = changes
        self.zones = zones
        self.surroundings = surroundings
    }

    /// The reader's zone; the daemon's when none is named.
    ///
    /// - Throws: ``BridgeError`` when the system does not know it.
    package func zone(named name: String?) throws -> ReaderZone {
        let wanted = name ?? zones.localName
        guard let rules = zones.zone(named: wanted) else {
            throw BridgeError(
                .invalid, "The time zone \"\(wanted)\" is not known here.", hint: "Use a name such as Europe/Berlin.")
        }
        return ReaderZone(rules: rules)
    }

    /// One consistent view of the database.
    func read<Value: Sendable>(_ body: @Sendable (ReadTransaction) throws -> Value) async throws -> Value {
        do { return try await store.read(body) } catch let error as StorageError { throw BridgeError(error) }
    }

    func write<Value: Sendable>(
        at now: Instant, _ body: @Sendable (WriteTransaction) throws -> Value
    ) async throws -> (value: Value, feed: [FeedEntry]) {
        do { return try await store.write(at: now, body) } catch let error as StorageError { throw BridgeError(error) }
    }
}

extension BridgeError {
    init(_ error: StorageError) { self.init(.database, error.message, hint: error.hint) }
}

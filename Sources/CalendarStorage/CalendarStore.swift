// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
import GRDB
import Synchronization

/// The calendar database: one writer, a few query-only readers, one process.
package final class CalendarStore: Sendable {
    package struct Options: Sendable {
        package var path: String
        /// Reads a text; used when derived rows are made anew.
        package var derive: @Sendable ([UInt8], DeriveWindow) -> Derivation
        /// A random lower-case UUID.
        package var identifier: @Sendable () -> String
        /// Most readers at a time. Each is opened when it is first needed.
        package var readers: Int
        /// Told before each part of a migration begins: it may take minutes.
        package var onMigration: @Sendable (MigrationProgress) -> Void = { _ in }

        package init(
            path: String, derive: @escaping @Sendable ([UInt8], DeriveWindow) -> Derivation,
            identifier: @escaping @Sendable () -> String, readers: Int = 4
        ) {
            self.path = path
            self.derive = derive
            self.identifier = identifier
            self.readers = readers
        }
    }

    private let options: Options
    private let lock: LockFile
    let pool: DatabasePool
    /// What the writer's `synchronous` is set to.
    private let current: Mutex<Durability>

    /// Takes the lock, creates what is missing, opens and migrates.
    package convenience init(_ options: Options, now: Instant) throws {
        try self.init(options, now: now, steps: Migration.all)
    }

    init(_ options: Options, now: Instant, steps: [Migration]) throws {
        let file = DatabaseFile(path: options.path)
        try file.createFolder()
        let lock = try LockFile(options.path + ".lock")
        pool = try translatingErrors {
            try file.refuseUnknown(steps: steps)
            try file.create()
            let configuration = Connections.configuration(readers: options.readers) { database in
                _ = try SchemaVersion(database).check(against: steps, path: options.path)
            }
            let migrator = Migrator(
                steps: steps, file: file, now: now, identifier: options.identifier, tell: options.onMigration)
            let pool = try migrator.open { try DatabasePool(path: options.path, configuration: configuration) }
            // GRDB sets NORMAL after it has prepared the connection.
            try pool.writeWithoutTransaction { try $0.execute(sql: Durability.full.pragma) }
            return pool
        }
        self.options = options
        self.lock = lock
        current = Mutex(.full)
    }

    /// One consistent view of the database.
    package func read<T: Sendable>(_ body: @Sendable (ReadTransaction) throws -> T) async throws -> T {
        do {
            return try await pool.read { try body(ReadTransaction(database: $0)) }
        } catch {
            throw translated(error)
        }
    }

    /// All of `body` or nothing, one at a time. `now` stamps what is written. The feed entries made in it come back in
    /// order once they are committed.
    package func write<T: Sendable>(
        at now: Instant, durability: Durability = .full, _ body: @Sendable (WriteTransaction) throws -> T
    ) async throws -> (value: T, feed: [FeedEntry]) {
        do {
            return try await pool.writeWithoutTransaction { try self.transact($0, now, durability, body) }
        } catch {
            throw translated(error)
        }
    }

    /// As ``read(_:)``, on the calling thread: for tests.
    package func readNow<T>(_ body: (ReadTransaction) throws -> T) throws -> T {
        try translatingErrors { try pool.read { try body(ReadTransaction(database: $0)) } }
    }

    /// As ``write(at:durability:_:)``, on the calling thread: for tests.
    package func writeNow<T>(
        at now: Instant, durability: Durability = .full, _ body: (WriteTransaction) throws -> T
    ) throws -> (value: T, feed: [FeedEntry]) {
        try translatingErrors { try pool.writeWithoutTransaction { try transact($0, now, durability, body) } }
    }

    private func transact<T>(
        _ database: Database, _ now: Instant, _ durability: Durability, _ body: (WriteTransaction) throws -> T
    ) throws -> (value: T, feed: [FeedEntry]) {
        try set(durability, on: database)
        let transaction = WriteTransaction(
            database: database, now: now, derive: options.derive, identifier: options.identifier)
        var value: T?
        try database.inTransaction(.immediate) {
            value = try body(transaction)
            return .commit
        }
        guard let value else { throw StorageError(.other, "the transaction was rolled back") }
        return (value, transaction.scope.feed)
    }

    /// Outside a transaction: inside one SQLite refuses to change it.
    private func set(_ durability: Durability, on database: Database) throws {
        guard current.withLock({ $0 != durability }) else { return }
        try database.execute(sql: durability.pragma)
        current.withLock { $0 = durability }
    }

    /// Moves the log into the database as far as readers allow.
    package func checkpoint() async throws {
        do {
            _ = try await pool.writeWithoutTransaction { try $0.checkpoint(.passive) }
        } catch {
            throw translated(error)
        }
    }

    /// Empties the log, closes and releases the lock; every later call throws.
    package func close() throws {
        try translatingErrors {
            // While another program reads, the log stays; the next start goes on with it.
            _ = try? pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA busy_timeout = 200")
                try database.checkpoint(.truncate)
            }
            try pool.close()
            lock.release()
        }
    }
}

/// What a commit waits for.
package enum Durability: Sendable {
    /// The disk has it: what is confirmed survives a power cut.
    case full
    /// The batch may be lost in a power cut, whole and in order: enough for what the server can send again.
    case normal

    fileprivate var pragma: String {
        switch self {
        case .full: "PRAGMA synchronous = FULL"
        case .normal: "PRAGMA synchronous = NORMAL"
        }
    }
}

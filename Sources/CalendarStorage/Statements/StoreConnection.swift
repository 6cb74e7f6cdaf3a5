// SPDX-License-Identifier: Apache-2.0

import GRDB
import GRDBSQLite

/// One SQLite connection inside one transaction. Statements are prepared once per connection and kept by GRDB;
/// binding and stepping go straight to SQLite, because they are most of what a sync costs.
package struct StoreConnection {
    let database: Database

    /// Runs a statement that returns no rows.
    func execute(_ sql: String, _ bind: (inout Binder) -> Void = { _ in }) throws {
        try stepping(sql, bind) { _ in }
    }

    /// Runs the same statement for each element, looked up once.
    func execute<Element>(
        _ sql: String, each elements: some Sequence<Element>, _ bind: (inout Binder, Element) -> Void
    ) throws {
        let statement = try database.cachedStatement(sql: sql).sqliteStatement
        defer { finish(statement) }
        for element in elements {
            try apply({ bind(&$0, element) }, to: statement)
            while try step(statement) {}
            sqlite3_reset(statement)
        }
    }

    /// Every row, made by `make`. The statement is finished before this returns.
    func rows<T>(
        _ sql: String, _ bind: (inout Binder) -> Void = { _ in }, _ make: (SQLRow) throws -> T
    ) throws -> [T] {
        var rows: [T] = []
        try stepping(sql, bind) { rows.append(try make($0)) }
        return rows
    }

    func first<T>(
        _ sql: String, _ bind: (inout Binder) -> Void = { _ in }, _ make: (SQLRow) throws -> T
    ) throws -> T? {
        let statement = try database.cachedStatement(sql: sql).sqliteStatement
        defer { finish(statement) }
        try apply(bind, to: statement)
        return try step(statement) ? try make(SQLRow(statement: statement)) : nil
    }

    /// Calls `visit` for each row until it returns `false`. `visit` must not use the same statement again.
    func visit(_ sql: String, _ bind: (inout Binder) -> Void, _ visit: (SQLRow) throws -> Bool) throws {
        let statement = try database.cachedStatement(sql: sql).sqliteStatement
        defer { finish(statement) }
        try apply(bind, to: statement)
        while try step(statement), try visit(SQLRow(statement: statement)) {}
    }

    /// Rows changed by the statement that ran last.
    var changes: Int { Int(sqlite3_changes(database.sqliteConnection)) }
    var lastInsertedRowID: Int64 { sqlite3_last_insert_rowid(database.sqliteConnection) }
    var isReadOnly: Bool { database.configuration.readonly }

    private func stepping(_ sql: String, _ bind: (inout Binder) -> Void, _ row: (SQLRow) throws -> Void) throws {
        let statement = try database.cachedStatement(sql: sql).sqliteStatement
        defer { finish(statement) }
        try apply(bind, to: statement)
        while try step(statement) { try row(SQLRow(statement: statement)) }
    }

    private func apply(_ bind: (inout Binder) -> Void, to statement: OpaquePointer) throws {
        var binder = Binder(statement: statement)
        bind(&binder)
        guard binder.code == SQLITE_OK else { throw failure(binder.code) }
    }

    private func step(_ statement: OpaquePointer) throws -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw failure(code)
        }
    }

    /// Releases locks and large values.
    private func finish(_ statement: OpaquePointer) {
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
    }

    private func failure(_ code: Int32) -> any Error {
        if code & 0xFF == SQLITE_INTERRUPT { return CancellationError() }
        return StorageError(code: code, words: String(cString: sqlite3_errmsg(database.sqliteConnection)))
    }
}

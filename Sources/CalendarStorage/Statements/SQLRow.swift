// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import GRDBSQLite

/// The row that a statement stands on; columns by position, from 0. Valid only until the next step.
struct SQLRow {
    let statement: OpaquePointer

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }
    func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }
    func int(_ column: Int32) -> Int { Int(clamping: int64(column)) }
    func double(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }
    func bool(_ column: Int32) -> Bool { int64(column) != 0 }
    func optionalInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }
    func optionalInt(_ column: Int32) -> Int? { isNull(column) ? nil : int(column) }
    func instant(_ column: Int32) -> Instant { Instant(microseconds: int64(column)) }
    func optionalInstant(_ column: Int32) -> Instant? { isNull(column) ? nil : instant(column) }
    func optionalBody(_ column: Int32) -> BodyID? { optionalInt64(column).map { BodyID($0) } }

    /// Empty when the column is NULL.
    func text(_ column: Int32) -> String { optionalText(column) ?? "" }

    func optionalText(_ column: Int32) -> String? {
        guard let start = sqlite3_column_text(statement, column) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func identifier<ID: Identifier>(_ column: Int32, as _: ID.Type = ID.self) -> ID { ID(text(column)) }
    func optionalIdentifier<ID: Identifier>(_ column: Int32, as _: ID.Type = ID.self) -> ID? {
        optionalText(column).map { ID($0) }
    }

    func bytes(_ column: Int32) -> [UInt8] {
        let count = Int(sqlite3_column_bytes(statement, column))
        return Array(UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, column), count: count))
    }

    /// A pair of columns that make a range; `nil` when the first is NULL.
    func optionalRange(_ column: Int32) -> TimeRange? {
        isNull(column) ? nil : TimeRange(start: int64(column), end: int64(column + 1))
    }
}

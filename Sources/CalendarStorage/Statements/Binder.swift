// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import GRDBSQLite

/// Gives the parameters of a statement their values, from left to right.
struct Binder {
    let statement: OpaquePointer
    /// The first failure, `SQLITE_OK` if there was none.
    private(set) var code = SQLITE_OK
    private var index: Int32 = 0

    init(statement: OpaquePointer) { self.statement = statement }

    mutating func add(_ value: Int64?) {
        index += 1
        note(value.map { sqlite3_bind_int64(statement, index, $0) } ?? sqlite3_bind_null(statement, index))
    }

    mutating func add(_ value: Int?) { add(value.map { Int64($0) }) }
    mutating func add(_ value: Bool) { add(value ? Int64(1) : 0) }
    mutating func add(_ value: Instant?) { add(value?.microseconds) }
    mutating func add(_ value: BodyID?) { add(value?.rawValue) }
    mutating func add(_ value: (some Identifier)?) { add(value?.rawValue) }

    mutating func add(_ value: String?) {
        index += 1
        guard var value else { return note(sqlite3_bind_null(statement, index)) }
        let (statement, index) = (statement, index)
        note(value.withUTF8 { Self.bind($0, to: statement, at: index) })
    }

    /// `YYYY-MM-DD HH:MM:SS`, as `CURRENT_TIMESTAMP` writes it.
    mutating func add(timestamp seconds: Int64?) {
        index += 1
        guard let seconds else { return note(sqlite3_bind_null(statement, index)) }
        let (statement, index) = (statement, index)
        note(Timestamp.withText(of: seconds) { Self.bind($0, to: statement, at: index) })
    }

    /// Not copied: `bytes` must stay alive until the statement has run.
    mutating func add(borrowed bytes: UnsafeRawBufferPointer) {
        index += 1
        guard let start = bytes.baseAddress, !bytes.isEmpty else {
            return note(sqlite3_bind_zeroblob(statement, index, 0))
        }
        note(sqlite3_bind_blob64(statement, index, start, UInt64(bytes.count), nil))
    }

    private mutating func note(_ result: Int32) {
        if code == SQLITE_OK { code = result }
    }

    private static func bind(
        _ text: UnsafeBufferPointer<UInt8>, to statement: OpaquePointer, at index: Int32
    ) -> Int32 {
        // SQLITE_TRANSIENT: SQLite takes a copy.
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        guard let start = text.baseAddress, !text.isEmpty else {
            return sqlite3_bind_text(statement, index, "", 0, copied)
        }
        let characters = UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self)
        return sqlite3_bind_text(statement, index, characters, Int32(clamping: text.count), copied)
    }
}

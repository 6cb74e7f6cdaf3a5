// SPDX-License-Identifier: Apache-2.0

import GRDB

/// One numbered, named step of the schema. Steps are never changed once released; a change is a further step.
struct Migration: Sendable {
    let number: Int
    let name: String
    let apply: @Sendable (Database) throws -> Void

    /// In order, numbered from 1 without gaps.
    static let all: [Migration] = [
        Migration(number: 1, name: "calendar store") { try $0.execute(sql: calendarStoreSchema) },
        Migration(number: 2, name: "servers and addresses") { try $0.execute(sql: wireColumns) },
    ]

    /// `ALMN`, in the header of the database file.
    static let applicationID = 0x414C_4D4E
}

// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
import GRDB

/// What can be asked inside either kind of transaction. Neither may leave the closure it was handed to.
package protocol StoreReading {
    var connection: StoreConnection { get }
}

package struct ReadTransaction: StoreReading {
    package let connection: StoreConnection
    init(database: Database) { connection = StoreConnection(database: database) }
}

package struct WriteTransaction: StoreReading {
    package let connection: StoreConnection
    /// Stamps everything written here.
    package let now: Instant
    let derive: ([UInt8], DeriveWindow) -> Derivation
    let identifier: () -> String
    let scope = WriteScope()

    init(
        database: Database, now: Instant, derive: @escaping ([UInt8], DeriveWindow) -> Derivation,
        identifier: @escaping () -> String
    ) {
        connection = StoreConnection(database: database)
        self.now = now
        self.derive = derive
        self.identifier = identifier
    }
}

/// What one write transaction keeps in memory until it commits.
final class WriteScope {
    var feed: [FeedEntry] = []
    var epoch: String?
    var nextEventNumber: Int64?
}

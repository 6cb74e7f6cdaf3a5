// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import Testing

/// One row of a table: what the server does, what it is asked, and what then stands in the database.
struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    var dialect: @Sendable (inout Dialect) -> Void = { _ in }
    var faults: [Fault] = []
    /// `nil` where they are not the point.
    var requests: [String]?
    let database: String

    var testDescription: String { name }

    /// The trouble begins, one run meets it, and the database is as the row says.
    func play(in world: FakeWorld, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        world.fake.dial(dialect)
        for fault in faults { world.fake.add(fault) }
        try await world.run()
        if let requests {
            world.expect(requests: requests, "\(name)", sourceLocation: sourceLocation)
        } else {
            _ = world.fake.takeRequests()
        }
        try world.expect(database: database, "\(name)", sourceLocation: sourceLocation)
    }
}

// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import Testing

/// One row of a table: what the server does, what it is asked, and what then stands in the database.
///
/// The suites of this target play PROTOCOL.md §6.3 group by group: 1 `TokenRefusalTests`,
/// 2 `PagingTests` and `CutListTests`, 3 `MultistatusShapeTests` and `SpellingTests`, 4 `MultigetTests`, 5 `PutTests`,
/// `NewNameTests` and `UpdateTests`, 6 `DeleteTests`, 7 `EmptinessTests`, 8 `RedirectTests`, 9 `KillTests`, 10 `MeetingTests`, 11
/// `TokenAheadTests`, and at last `ConvergenceTests`. Group 12, Google's and Graph's JSON, is not played: nothing here
/// speaks to them yet. From 8, https to http is missing, since this server has no TLS.
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

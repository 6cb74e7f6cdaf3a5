// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import SyncEngine
import Testing

extension FakeWorld {
    func expect(
        database expected: String, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let found = try database()
        #expect(found == expected, comment, sourceLocation: sourceLocation)
    }

    /// Since the last call, without those that only ask what the server can do.
    func expect(
        requests expected: [String], _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = fake.takeRequests().filter { !$0.hasPrefix("OPTIONS") }
        #expect(found == expected, comment, sourceLocation: sourceLocation)
    }

    /// The trouble ends; both sides then come to hold the same, and nothing waits.
    func expectRecovery(
        _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let outcome = try await settle()
        #expect(outcome.isInStep, comment, sourceLocation: sourceLocation)
        let differences = try differences()
        #expect(differences == [], comment, sourceLocation: sourceLocation)
    }
}

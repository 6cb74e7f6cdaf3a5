// SPDX-License-Identifier: Apache-2.0

import Testing

/// Waits for something to become true, looking every 20 ms; records an issue when it has not within `limit`.
func eventually(
    within limit: Duration = .seconds(20), _ what: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else {
            Issue.record(what ?? "did not become true within \(limit)", sourceLocation: sourceLocation)
            return
        }
        try await Task.sleep(for: .milliseconds(20))
    }
}

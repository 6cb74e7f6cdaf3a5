// SPDX-License-Identifier: Apache-2.0

import Testing

/// Waits for something to become true; records an issue when it has not within `limit`. Looks after 20 ms, then less and
/// less often, for a look may start a program or two.
func eventually(
    within limit: Duration = .seconds(90), _ what: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    var pause = Duration.milliseconds(20)
    while try await !condition() {
        guard ContinuousClock.now < deadline else {
            Issue.record(what ?? "did not become true within \(limit)", sourceLocation: sourceLocation)
            return
        }
        try await Task.sleep(for: pause)
        pause = min(pause * 1.5, .milliseconds(250))
    }
}

// SPDX-License-Identifier: Apache-2.0

/// One server for several tests, started by the first of them that needs it.
package actor SharedServer {
    private let begin: @Sendable () async throws -> TestServer
    private var start: Task<TestServer, any Error>?

    package init(_ begin: @escaping @Sendable () async throws -> TestServer) { self.begin = begin }

    package func server() async throws -> TestServer {
        let start = start ?? Task { [begin] in try await begin() }
        self.start = start
        return try await start.value
    }
}

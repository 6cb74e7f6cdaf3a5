// SPDX-License-Identifier: Apache-2.0

/// A kind of real server that tests start.
package enum RealServer: String, CaseIterable, Sendable {
    case radicale, xandikos, cyrus

    package func start() async throws -> TestServer {
        switch self {
        case .radicale: try await .radicale()
        case .xandikos: try await .xandikos()
        case .cyrus: try await .cyrus()
        }
    }

    /// Where a user's calendars are: a path with a slash at both ends.
    package func home(of user: String = "alice") -> String {
        switch self {
        case .radicale: "/\(user)/"
        case .xandikos: "/\(user)/calendars/"
        case .cyrus: "/dav/calendars/user/\(user)/"
        }
    }
}

extension TestServer {
    /// Has a Cyrus carry out IMAP commands, as its administrator.
    package func administer(_ orders: String...) async throws {
        let program = ["python3", serversFolder + "/cyrus_admin.py", dataDirectory]
        let result = try await run("/usr/bin/env", program + orders)
        guard result.status == 0 else { throw TestServerError(message: result.errors) }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// How an account's secret is presented to its server.
package enum LoginMethod: Sendable, Equatable {
    /// User name and password with each request (RFC 7617).
    case basic
    /// The password never leaves this machine (RFC 7616).
    case digest
    /// The secret is a token (RFC 6750).
    case bearer
}

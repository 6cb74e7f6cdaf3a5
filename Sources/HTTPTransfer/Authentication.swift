// SPDX-License-Identifier: Apache-2.0

/// How a request says who asks. It prints without its secrets.
package enum Authentication: Sendable {
    case none
    /// RFC 7617, with the request, without waiting for a challenge.
    case basic(Credentials)
    /// RFC 7616. Each request goes twice: without its body, for the challenge, then whole. The password stays here.
    case digest(Credentials)
    /// RFC 6750, with the request.
    case bearer(BearerToken)
}

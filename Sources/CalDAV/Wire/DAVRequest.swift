// SPDX-License-Identifier: Apache-2.0

internal import HTTPTransfer

/// One WebDAV request, before it is known where redirects lead.
struct DAVRequest {
    enum Redirects {
        /// Wherever the password may go.
        case trusted
        /// Only to another spelling of the same path: anything else means that the collection has moved.
        case samePath
        case sameOrigin
    }

    var method: String
    var url: RemoteURL
    var headers: [HTTPHeader] = []
    var body: [UInt8]?
    var redirects = Redirects.trusted
    /// gzip, where no ETag depends on the answer's coding.
    var allowsCompression = false
    var bodyLimit = 10 << 20
    /// Lists may take longer.
    var isList = false

    static let listLimit = 256 << 20

    static func propfind(_ url: RemoteURL, depth: Int, _ body: [UInt8], redirects: Redirects = .trusted) -> Self {
        multistatus("PROPFIND", url, depth: depth, body, redirects: redirects)
    }

    static func report(_ url: RemoteURL, depth: Int, _ body: [UInt8]) -> Self {
        multistatus("REPORT", url, depth: depth, body, redirects: .samePath)
    }

    private static func multistatus(
        _ method: String, _ url: RemoteURL, depth: Int, _ body: [UInt8], redirects: Redirects
    ) -> Self {
        var request = Self(method: method, url: url, body: body, redirects: redirects)
        request.headers = [
            HTTPHeader("Depth", String(depth)), HTTPHeader("Content-Type", "application/xml; charset=utf-8"),
        ]
        request.allowsCompression = true
        request.bodyLimit = listLimit
        request.isList = true
        return request
    }

    /// A lost answer leaves it undecided.
    var isWrite: Bool { ["PUT", "DELETE", "MKCALENDAR", "MKCOL", "PROPPATCH"].contains(method) }
}

/// The answer at the end of the redirects.
struct DAVAnswer {
    var response: TransferResponse
    /// Where it came from.
    var url: RemoteURL

    var status: Int { response.status }
    var body: [UInt8] { response.body }
    func header(_ name: String) -> String? { response.header(name) }
}

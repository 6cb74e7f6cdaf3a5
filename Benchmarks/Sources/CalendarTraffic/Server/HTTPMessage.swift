// SPDX-License-Identifier: Apache-2.0

import Foundation

struct HTTPRequest: Sendable {
    var method: String
    /// Percent-decoded, without the query.
    var path: String
    var query: String
    /// Names in lower case.
    var headers: [String: String]
    var body: [UInt8] = []

    /// Reads the head of a request, without its blank line (RFC 9112 §3, §5). `nil`: malformed.
    init?(head: some Collection<UInt8>) {
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return nil }
        let target = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let decoded = String(target[0]).removingPercentEncoding, decoded.hasPrefix("/") else { return nil }
        method = String(words[0])
        path = decoded
        query = target.count > 1 ? String(target[1]) : ""
        headers = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            headers[line[..<colon].lowercased()] = value
        }
    }

    /// `nil`: not a number, or a transfer coding that is not read here.
    var bodyLength: Int? {
        if headers["transfer-encoding"] != nil { return nil }
        guard let length = headers["content-length"] else { return 0 }
        return Int(length).flatMap { $0 >= 0 ? $0 : nil }
    }

    var wantsClose: Bool { headers["connection"]?.lowercased() == "close" }
}

struct HTTPAnswer: Sendable {
    /// Hands out a text, piece by piece.
    typealias Pieces = @Sendable (_ emit: (String) throws -> Void) throws -> Void

    enum Body: Sendable {
        case text([UInt8])
        /// Made while it is sent, in chunks.
        case pieces(Pieces)
    }

    var status: Int
    var headers: [(String, String)] = []
    var body: Body = .text([])

    static func plain(_ status: Int, _ message: String = "") -> Self {
        Self(
            status: status, headers: [("Content-Type", "text/plain; charset=utf-8")],
            body: .text(Array(message.utf8)))
    }

    static func xml(_ status: Int, _ text: String) -> Self {
        Self(status: status, headers: xmlHeaders, body: .text(Array(text.utf8)))
    }

    static func multistatus(_ pieces: @escaping Pieces) -> Self {
        Self(status: 207, headers: xmlHeaders, body: .pieces(pieces))
    }

    private static let xmlHeaders = [("Content-Type", "application/xml; charset=utf-8")]

    /// The status line and the headers, with the blank line.
    func head(closing: Bool) -> [UInt8] {
        var text = "HTTP/1.1 \(status) \(Self.reasons[status] ?? "Status")\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        text += "DAV: 1, 3, access-control, calendar-access\r\n"
        switch body {
        case .text(let bytes): if status != 204 { text += "Content-Length: \(bytes.count)\r\n" }
        case .pieces: text += "Transfer-Encoding: chunked\r\n"
        }
        if closing { text += "Connection: close\r\n" }
        return Array((text + "\r\n").utf8)
    }

    private static let reasons = [
        200: "OK", 201: "Created", 204: "No Content", 207: "Multi-Status", 301: "Moved Permanently", 400: "Bad Request",
        401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 411: "Length Required",
        412: "Precondition Failed", 413: "Content Too Large",
    ]
}

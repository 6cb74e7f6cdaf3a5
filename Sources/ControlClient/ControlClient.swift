// SPDX-License-Identifier: Apache-2.0

import ControlWire
import FoundationEssentials
import HTTPTransfer

/// An answer of the daemon: what it means, and its JSON as it came.
package struct Answer<Document: Sendable>: Sendable {
    package var document: Document
    package var json: [UInt8]
    package init(document: Document, json: [UInt8]) {
        self.document = document
        self.json = json
    }
}

/// Typed calls to the daemon. Every method throws ``ControlError`` or `CancellationError`.
package struct ControlClient: Sendable {
    private let http: HTTPClient
    private let search: SocketSearch

    package init(_ search: SocketSearch, userAgent: String = "almanac") {
        self.search = search
        http = HTTPClient(.init(userAgent: userAgent))
    }

    /// - Parameters:
    ///   - patience: how long the daemon may take beside the usual, in seconds.
    ///   - limit: seconds for the whole call, where there is one.
    func call<Document: Decodable & Sendable>(
        _ method: String, _ path: [String], query: [(String, String?)] = [], body: (any Encodable & Sendable)? = nil,
        patience: Int = 0, limit: Int? = nil
    ) async throws -> Answer<Document> {
        var request = TransferRequest(method, Self.url(path, query))
        request.headers = [HTTPHeader("Accept", "application/json")]
        if let body {
            request.headers.append(HTTPHeader("Content-Type", "application/json"))
            request.body = Array(try JSONEncoder().encode(body))
        }
        request.bodyLimit = 64 << 20
        request.stallTimeout = .seconds(30 + (limit ?? patience))
        if let limit { request.totalTimeout = .seconds(limit) }
        let response = try await send(request, isLimited: limit != nil)
        guard (200..<300).contains(response.status) else { throw Self.problem(in: response) }
        do {
            let document = try JSONDecoder().decode(Document.self, from: Data(response.body))
            return Answer(document: document, json: response.body)
        } catch {
            throw ControlError.lost("The answer to \(method) /\(path.joined(separator: "/")) cannot be read.")
        }
    }

    /// Goes on to the next place only where nobody listens, so that nothing is sent twice.
    private func send(_ request: TransferRequest, isLimited: Bool) async throws -> TransferResponse {
        var tried: [String] = []
        for socket in search.candidates {
            var request = request
            request.unixSocket = socket
            do {
                return try await http.send(request)
            } catch  where error.kind == .unreachable {
                tried.append("\(socket): \(Self.reason(socket))")
            } catch  where error.kind == .cancelled {
                throw CancellationError()
            } catch  where error.kind == .timeout && isLimited {
                throw ControlError.late
            } catch  where error.kind == .brokenOff || error.kind == .timeout {
                let tried = "\(socket): \(error.kind == .timeout ? "no answer in time" : error.message)"
                throw ControlError.unanswered(
                    SocketProblem(tried: [tried], command: search.statusCommand), isHarmless: request.method == "GET")
            } catch {
                throw ControlError.lost(error.message)
            }
        }
        throw ControlError.noDaemon(SocketProblem(tried: tried, command: search.startCommand))
    }

    private static func url(_ path: [String], _ query: [(String, String?)]) -> String {
        let items = query.compactMap { name, value in value.map { "\(name)=\(percentEncoded($0))" } }
        let path = path.map(percentEncoded).joined(separator: "/")
        return "http://almanac/v1/\(path)" + (items.isEmpty ? "" : "?\(items.joined(separator: "&"))")
    }

    private static func problem(in response: TransferResponse) -> ControlError {
        if let problem = try? JSONDecoder().decode(ProblemDocument.self, from: Data(response.body)) {
            return .problem(problem)
        }
        return .lost("The daemon answered \(response.status) without saying why.")
    }
}

/// Everything but RFC 3986's unreserved characters escaped.
func percentEncoded(_ text: String) -> String {
    let hex = Array("0123456789ABCDEF")
    return text.utf8.reduce(into: "") { result, byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            result.append(Character(UnicodeScalar(byte)))
        default:
            result += "%\(hex[Int(byte >> 4)])\(hex[Int(byte & 15)])"
        }
    }
}

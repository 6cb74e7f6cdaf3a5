// SPDX-License-Identifier: Apache-2.0

import BridgeWorld
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Testing

@testable import ControlServer

/// An answer of the router.
struct RouterAnswer {
    var status: Int
    var mediaType: String?
    var bytes: [UInt8]

    func json() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    func document<Document: Decodable>(_: Document.Type) throws -> Document {
        try JSONDecoder().decode(Document.self, from: Data(bytes))
    }
}

extension BridgeWorld {
    /// One request through the router, as if it came from the user 1000.
    func call(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, type: String = "application/json"
    ) async throws -> RouterAnswer {
        let responder = controlRouter(bridge, version: "1.2.3").buildResponder()
        var headers: HTTPFields = [:]
        if body != nil { headers[.contentType] = type }
        let head = HTTPRequest(
            method: method, scheme: "http", authority: "almanac", path: "/v1/\(path)", headerFields: headers)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body ?? "")))
        let context = ControlContext(source: .init(logger: Logger(label: "test"), user: 1000))
        let response = try await responder.respond(to: request, context: context)
        let writer = Collector()
        try await response.body.write(writer)
        return RouterAnswer(
            status: response.status.code, mediaType: response.headers[.contentType], bytes: writer.bytes)
    }
}

private final class Collector: ResponseBodyWriter {
    var bytes: [UInt8] = []
    func write(_ buffer: ByteBuffer) async throws { bytes += Array(buffer.readableBytesView) }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

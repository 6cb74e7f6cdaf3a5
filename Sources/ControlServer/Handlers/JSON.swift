// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import ControlWire
import HTTPTypes
import Hummingbird
import NIOCore

func jsonResponse(
    _ document: some Encodable, status: HTTPResponse.Status = .ok, mediaType: String = "application/json"
) -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(document) else { return Response(status: .internalServerError) }
    return response(bytes, status: status, mediaType: mediaType)
}

func response(_ bytes: some Sequence<UInt8>, status: HTTPResponse.Status, mediaType: String) -> Response {
    Response(
        status: status, headers: [.contentType: mediaType, .cacheControl: "no-store"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
}

extension Request {
    /// The body as JSON; members that the type does not know are refused, so that a misspelt one is not lost.
    ///
    /// - Parameter isOptional: an empty body is read as `{}`.
    func document<Document: Decodable, Keys: CodingKey & CaseIterable>(
        _: Document.Type, keys: Keys.Type, isOptional: Bool = false
    ) async throws -> Document {
        let body = try await body.collect(upTo: ControlLimits.body)
        var bytes = Data(body.readableBytesView)
        if bytes.isEmpty, isOptional {
            bytes = Data("{}".utf8)
        } else {
            let type = headers[.contentType]?.lowercased() ?? ""
            guard type == "application/json" || type.hasPrefix("application/json;") else {
                throw ProblemDocument.notJSON
            }
        }
        do {
            let members = try JSONDecoder().decode(MemberNames.self, from: bytes)
            let known = Set(keys.allCases.map(\.stringValue))
            if let unknown = members.names.first(where: { !known.contains($0) }) {
                throw ProblemDocument.badRequest(
                    "There is no member \"\(unknown)\".", hint: "Known: \(known.sorted().joined(separator: ", "))")
            }
            return try JSONDecoder().decode(Document.self, from: bytes)
        } catch let error as DecodingError {
            throw ProblemDocument.badRequest("The body cannot be read: \(error.words)")
        }
    }
}

/// The names of an object's members.
private struct MemberNames: Decodable {
    var names: [String]

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        names = try decoder.container(keyedBy: Name.self).allKeys.map(\.stringValue).sorted()
    }
}

extension DecodingError {
    /// In one line.
    fileprivate var words: String {
        switch self {
        case .keyNotFound(let key, _): "\"\(key.stringValue)\" is missing."
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "it is not the JSON expected."
                : "\"\(context.codingPath[0].stringValue)\": \(context.debugDescription)"
        @unknown default: "it is not the JSON expected."
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// The schemas of the daemon's OpenAPI document, as far as that document uses JSON Schema.
struct OpenAPISchemas {
    private let schemas: [String: Any]

    init(socket: String) async throws {
        let answer = try await run(
            "/usr/bin/curl", ["--silent", "--fail", "--unix-socket", socket, "http://almanac/v1/openapi.json"])
        let document = try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any]
        let components = document?["components"] as? [String: Any]
        guard let schemas = components?["schemas"] as? [String: Any] else {
            throw Unexpected(message: "no schemas in the answer: \(answer)")
        }
        self.schemas = schemas
    }

    /// What is wrong with `text` as a document of that schema, one line each.
    func problems(in text: String, as schema: String) throws -> [String] {
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
        return problems(value, ["$ref": "#/components/schemas/\(schema)"], at: schema)
    }

    private func problems(_ value: Any, _ schema: [String: Any], at place: String) -> [String] {
        if let name = (schema["$ref"] as? String)?.split(separator: "/").last {
            guard let target = schemas[String(name)] as? [String: Any] else { return ["\(place): no schema \(name)"] }
            return problems(value, target, at: place)
        }
        if let allowed = schema["enum"] as? [String], !allowed.contains(value as? String ?? "") {
            return ["\(place): \(value) is none of \(allowed)"]
        }
        if let pattern = schema["pattern"] as? String, let text = value as? String,
            text.range(of: pattern, options: .regularExpression) == nil
        {
            return ["\(place): \(text) does not match"]
        }
        switch value {
        case let object as [String: Any]: return problems(of: object, schema, at: place)
        case let array as [Any]:
            guard let items = schema["items"] as? [String: Any] else { return ["\(place): is an array"] }
            return array.enumerated().flatMap { problems($0.element, items, at: "\(place)[\($0.offset)]") }
        default: return isOfType(value, schema) ? [] : ["\(place): \(value) is no \(schema["type"] ?? "")"]
        }
    }

    private func problems(of object: [String: Any], _ schema: [String: Any], at place: String) -> [String] {
        let (known, required) = members(schema)
        let missing = required.filter { object[$0] == nil }.map { "\(place).\($0): missing" }
        return missing
            + object.sorted { $0.key < $1.key }.flatMap { name, value in
                known[name].map { problems(value, $0, at: "\(place).\(name)") } ?? ["\(place).\(name): not documented"]
            }
    }

    /// With those of `allOf`.
    private func members(_ schema: [String: Any]) -> (known: [String: [String: Any]], required: [String]) {
        var known = schema["properties"] as? [String: [String: Any]] ?? [:]
        var required = schema["required"] as? [String] ?? []
        for part in schema["allOf"] as? [[String: Any]] ?? [] {
            let name = (part["$ref"] as? String)?.split(separator: "/").last.map(String.init) ?? ""
            let more = members(schemas[name] as? [String: Any] ?? part)
            known.merge(more.known) { own, _ in own }
            required += more.required
        }
        return (known, required)
    }

    private func isOfType(_ value: Any, _ schema: [String: Any]) -> Bool {
        let types = schema["type"] as? [String] ?? [schema["type"] as? String ?? ""]
        if value is NSNull { return types.contains("null") }
        if value is String { return types.contains("string") }
        guard let number = value as? NSNumber else { return false }
        return types.contains(number.objCType[0] == 0x63 ? "boolean" : "integer")
    }
}

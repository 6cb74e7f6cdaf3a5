// SPDX-License-Identifier: Apache-2.0

import Foundation

/// As much of JSON Schema as the OpenAPI document uses.
struct SchemaCheck {
    var document: [String: Any]

    /// What does not fit, one line each.
    func problems(_ value: Any, _ schema: [String: Any], at path: String = "$") -> [String] {
        var found: [String] = []
        if let reference = schema["$ref"] as? String { found += problems(value, resolve(reference), at: path) }
        for part in schema["allOf"] as? [[String: Any]] ?? [] { found += problems(value, part, at: path) }
        if let type = schema["type"] {
            let types = type as? [String] ?? [type as? String ?? "?"]
            if !types.contains(where: { isOf($0, value) }) { found.append("\(path) is not \(types)") }
        }
        if let choices = schema["enum"] as? [String], !choices.contains(value as? String ?? "") {
            found.append("\(path) is \(value), none of \(choices)")
        }
        if let text = value as? String { found += textProblems(text, schema, at: path) }
        if let members = value as? [String: Any] { found += memberProblems(members, schema, at: path) }
        if let elements = value as? [Any], let schema = schema["items"] as? [String: Any] {
            for (index, element) in elements.enumerated() {
                found += problems(element, schema, at: "\(path)[\(index)]")
            }
        }
        return found
    }

    func resolve(_ reference: String) -> [String: Any] {
        reference.split(separator: "/").dropFirst().reduce(document) { $0[String($1)] as? [String: Any] ?? [:] }
    }

    private func textProblems(_ text: String, _ schema: [String: Any], at path: String) -> [String] {
        var pattern = schema["pattern"] as? String
        if schema["format"] as? String == "date-time" {
            pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})$"
        }
        guard let pattern, text.range(of: pattern, options: .regularExpression) == nil else { return [] }
        return ["\(path) is \"\(text)\", not \(pattern)"]
    }

    private func memberProblems(_ members: [String: Any], _ schema: [String: Any], at path: String) -> [String] {
        var found: [String] = []
        for name in schema["required"] as? [String] ?? [] where members[name] == nil {
            found.append("\(path).\(name) is missing")
        }
        for (name, schema) in schema["properties"] as? [String: [String: Any]] ?? [:] {
            if let value = members[name] { found += problems(value, schema, at: "\(path).\(name)") }
        }
        if schema["unevaluatedProperties"] as? Bool == false {
            for name in Set(members.keys).subtracting(known(schema)) {
                found.append("\(path).\(name) is not described")
            }
        }
        return found
    }

    /// Every member that a schema or a part of it names.
    private func known(_ schema: [String: Any]) -> Set<String> {
        var names = Set((schema["properties"] as? [String: Any] ?? [:]).keys)
        if let reference = schema["$ref"] as? String { names.formUnion(known(resolve(reference))) }
        for part in schema["allOf"] as? [[String: Any]] ?? [] { names.formUnion(known(part)) }
        return names
    }

    private func isOf(_ type: String, _ value: Any) -> Bool {
        switch type {
        case "null": value is NSNull
        case "string": value is String
        case "boolean": (value as? NSNumber).map { CFGetTypeIDIsBoolean($0) } ?? false
        case "integer":
            (value as? NSNumber).map { !CFGetTypeIDIsBoolean($0) && $0.doubleValue == $0.doubleValue.rounded() }
                ?? false
        case "array": value is [Any]
        case "object": value is [String: Any]
        default: false
        }
    }
}

private func CFGetTypeIDIsBoolean(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }

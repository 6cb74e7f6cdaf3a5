// SPDX-License-Identifier: Apache-2.0

extension TOMLReader {
    mutating func value() throws(SettingsProblem) -> ConfigNode {
        let start = line
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw problem("tables and arrays are nested too deep") }
        let value: ConfigValue
        switch next {
        case UInt8(ascii: "\"")?, UInt8(ascii: "'")?: value = .string(try string())
        case UInt8(ascii: "[")?: value = .array(try array())
        case UInt8(ascii: "{")?: value = .table(try inlineTable())
        default: value = try plainValue()
        }
        return ConfigNode(line: start, value: value)
    }

    private mutating func array() throws(SettingsProblem) -> [ConfigNode] {
        let start = line
        var elements: [ConfigNode] = []
        position += 1
        while true {
            try skipBlank()
            if take("]") { return elements }
            elements.append(try value())
            try skipBlank()
            if take("]") { return elements }
            guard take(",") else {
                throw next == nil
                    ? problem("this array has no end", at: start, suggestion: "close it with ]")
                    : problem("between the elements of an array stand commas")
            }
        }
    }

    private mutating func inlineTable() throws(SettingsProblem) -> [String: ConfigNode] {
        let table = TableBuilder(.dotted, line: line, section: 0)
        position += 1
        skipSpace()
        if take("}") { return [:] }
        while true {
            try pair(in: table, section: 0)
            skipSpace()
            if take("}") { return table.finished }
            guard take(",") else {
                throw problem("an inline table ends with } on its line", suggestion: "as in { a = 1, b = 2 }")
            }
        }
    }

    /// Numbers, `true`, `false`, dates and times.
    private mutating func plainValue() throws(SettingsProblem) -> ConfigValue {
        let start = position
        while let byte = next, isPlainByte(byte) { position += 1 }
        var text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isDate(text), next == 0x20, position + 1 < bytes.count, isDigit(bytes[position + 1]) {
            position += 1
            while let byte = next, isPlainByte(byte) { position += 1 }
            text = String(decoding: bytes[start..<position], as: UTF8.self)
        }
        switch text {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        case "": throw problem("here a value is missing", suggestion: "strings stand in quotes")
        default: break
        }
        if let number = plainNumber(text) { return number }
        if isDateOrTime(text) { return .time }
        throw problem(
            "this is no value, or a number too large",
            suggestion: "strings stand in quotes, as in url = \"https://dav.example.org/\"")
    }

    private func isPlainByte(_ byte: UInt8) -> Bool {
        isASCIILetterOrDigit(byte) || "+-._:".utf8.contains(byte)
    }
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

/// `2026-11-22`: the form alone.
private func isDate(_ text: String) -> Bool { fits(text, "0000-00-00") }

/// `07:32:00`, `2026-11-22`, `2026-11-22T07:32:00.5+01:00`: the form alone.
private func isDateOrTime(_ text: String) -> Bool {
    var rest = text[...]
    if isDate(String(text.prefix(10))) {
        rest = text.dropFirst(10)
        if rest.isEmpty { return true }
        guard let separator = rest.popFirst(), "Tt ".contains(separator) else { return false }
    }
    return fits(String(rest.prefix(8)), "00:00:00") && rest.dropFirst(8).allSatisfy { "0123456789.:+-Zz".contains($0) }
}

/// A 0 in the form stands for any digit.
private func fits(_ text: String, _ form: String) -> Bool {
    text.utf8.count == form.utf8.count && zip(text.utf8, form.utf8).allSatisfy { $1 == 0x30 ? isDigit($0) : $0 == $1 }
}

private func plainNumber(_ text: String) -> ConfigValue? {
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where text.hasPrefix(prefix) {
        return digits(String(text.dropFirst(2))).flatMap { Int($0, radix: radix) }.map(ConfigValue.integer)
    }
    let sign = text.hasPrefix("-") ? "-" : ""
    let rest = text.hasPrefix("+") || text.hasPrefix("-") ? String(text.dropFirst()) : text
    switch rest {
    case "inf": return .number(sign.isEmpty ? .infinity : -.infinity)
    case "nan": return .number(.nan)
    default: break
    }
    let whole = rest.prefix { $0 != "." && $0 != "e" && $0 != "E" }
    guard let integer = digits(String(whole)), integer.allSatisfy(\.isNumber), integer == "0" || !integer.hasPrefix("0")
    else { return nil }
    if whole.endIndex == rest.endIndex { return Int(sign + integer).map(ConfigValue.integer) }
    return fraction(rest[whole.endIndex...]).flatMap { Double(sign + integer + $0) }.map(ConfigValue.number)
}

/// `.5`, `e-3`, `.5e3`
private func fraction(_ text: Substring) -> String? {
    var (rest, result) = (text, "")
    if rest.first == "." {
        let part = rest.dropFirst().prefix { $0 != "e" && $0 != "E" }
        guard let decimals = digits(String(part)), decimals.allSatisfy(\.isNumber) else { return nil }
        result = ".\(decimals)"
        rest = rest[part.endIndex...]
    }
    guard !rest.isEmpty else { return result }
    var exponent = rest.dropFirst()
    let sign = exponent.first == "-" ? "-" : ""
    if exponent.first == "-" || exponent.first == "+" { exponent = exponent.dropFirst() }
    guard let power = digits(String(exponent)), power.allSatisfy(\.isNumber) else { return nil }
    return "\(result)e\(sign)\(power)"
}

/// Without the underscores, each of which stands between two digits; letters pass as digits of a larger radix.
private func digits(_ text: String) -> String? {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isASCIILetterOrDigit) }) else { return nil }
    return parts.joined()
}

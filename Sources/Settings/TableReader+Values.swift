// SPDX-License-Identifier: Apache-2.0

/// Each gives `nil` when the key is not there, and also when it is wrong: then that was reported.
extension TableReader {
    func string(_ key: String, example: String) -> String? {
        guard let value = value(key) else { return nil }
        guard case .string(let text) = value else {
            reportType(of: value, at: key, expected: "a string", suggestion: "write \(key) = \(example)")
            return nil
        }
        guard !text.isEmpty else {
            report("must not be empty", at: key, suggestion: "write \(key) = \(example)")
            return nil
        }
        return text
    }

    func integer(_ key: String, in range: ClosedRange<Int>, example: Int) -> Int? {
        guard let value = value(key) else { return nil }
        guard case .integer(let number) = value else {
            let suggestion = "write \(key) = \(example)"
            reportType(of: value, at: key, expected: "a whole number", suggestion: suggestion)
            return nil
        }
        guard range.contains(number) else {
            report("must be from \(range.lowerBound) to \(range.upperBound)", at: key)
            return nil
        }
        return number
    }

    /// 0…1
    func share(_ key: String) -> Double? {
        guard let value = value(key) else { return nil }
        let share: Double
        switch value {
        case .number(let number): share = number
        case .integer(let number): share = Double(number)
        default:
            reportType(of: value, at: key, expected: "a number from 0 to 1", suggestion: "write \(key) = 0.2")
            return nil
        }
        guard share >= 0, share <= 1 else {
            report("must be from 0 to 1", at: key, suggestion: "a fifth is 0.2")
            return nil
        }
        return share
    }

    func boolean(_ key: String) -> Bool? {
        guard let value = value(key) else { return nil }
        if case .boolean(let flag) = value { return flag }
        reportType(of: value, at: key, expected: "true or false", suggestion: "without quotes")
        return nil
    }

    func duration(_ key: String, in range: ClosedRange<Duration>, example: String) -> Duration? {
        measure(key, "a duration", units: "ms, s, m, h, d", example: example, range: range, parse: duration(from:))
    }

    /// Bytes.
    func size(_ key: String, in range: ClosedRange<Int>, example: String) -> Int? {
        measure(key, "a size", units: "B, KiB, MiB, GiB", example: example, range: range, parse: size(from:))
    }

    private func measure<Value: Comparable>(
        _ key: String, _ expected: String, units: String, example: String, range: ClosedRange<Value>,
        parse: (String) -> Value?
    ) -> Value? {
        guard let value = value(key) else { return nil }
        guard case .string(let text) = value else {
            let suggestion = "it needs quotes and a unit, as in \(key) = \"\(example)\""
            reportType(of: value, at: key, expected: expected, suggestion: suggestion)
            return nil
        }
        guard let measured = parse(text) else {
            report("\"\(text)\" is not \(expected)", at: key, suggestion: "units are \(units), as in \"\(example)\"")
            return nil
        }
        guard range.contains(measured) else {
            let side = measured < range.lowerBound ? "short of the least" : "beyond the most"
            report("\"\(text)\" is \(side) that makes sense", at: key, suggestion: "the default is \"\(example)\"")
            return nil
        }
        return measured
    }

    /// One of the enumeration's raw values.
    func choice<Value: RawRepresentable<String> & CaseIterable>(_ key: String, of type: Value.Type) -> Value? {
        let choices = type.allCases.map(\.rawValue)
        guard let text = string(key, example: "\"\(choices[0])\"") else { return nil }
        if let value = Value(rawValue: text) { return value }
        let near = nearest(to: text, among: choices).map { "did you mean \"\($0)\"?" }
        report("unknown value \"\(text)\"", at: key, suggestion: near ?? "one of: \(choices.joined(separator: ", "))")
        return nil
    }

    /// Non-empty strings.
    func strings(_ key: String, example: String) -> [String]? {
        guard let value = value(key) else { return nil }
        guard case .array(let elements) = value else {
            let suggestion = "write \(key) = \(example)"
            reportType(of: value, at: key, expected: "an array of strings", suggestion: suggestion)
            return nil
        }
        var strings: [String] = []
        for (index, element) in elements.enumerated() {
            if case .string(let text) = element.value, !text.isEmpty {
                strings.append(text)
            } else {
                report("must be a string that is not empty", at: key, element: index)
            }
        }
        return strings.count == elements.count ? strings : nil
    }

    /// An absolute path; `~/` stands for the home directory.
    func filePath(_ key: String, home: String?, limit: Int = 4095, example: String) -> String? {
        guard let text = string(key, example: "\"\(example)\"") else { return nil }
        guard let path = expandingHome(text, home: home), path.hasPrefix("/") else {
            report("must be a path from the root on", at: key, suggestion: "as in \"\(example)\"")
            return nil
        }
        guard path.utf8.count <= limit, !path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else {
            report("must be a path of at most \(limit) bytes", at: key)
            return nil
        }
        return path
    }

    private func expandingHome(_ path: String, home: String?) -> String? {
        guard path.hasPrefix("~/") else { return path }
        return home.map { $0 + path.dropFirst() }
    }
}

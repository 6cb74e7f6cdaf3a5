// SPDX-License-Identifier: Apache-2.0

/// One table of the file: hands out its values by key, and reports what has the wrong type and what nobody asked for.
final class TableReader {
    let reading: SettingsReading
    /// For messages: `account.work`.
    var shown: String
    /// As the keys are known: `account`.
    private let path: String
    /// `nil`: it is not in the file.
    private let line: Int?
    private let values: [String: ConfigNode]
    private var asked: [String] = []

    init(
        _ reading: SettingsReading, path: String = "", shown: String? = nil, line: Int? = nil,
        values: [String: ConfigNode]
    ) {
        self.reading = reading
        self.path = path
        self.shown = shown ?? path
        self.line = line
        self.values = values
    }

    /// On the line of the key, or of the table when the key is not there.
    func report(_ message: String, at key: String, suggestion: String? = nil) {
        let line = values[key]?.line ?? line
        reading.report(SettingsProblem(line: line, key: name(of: key), message: message, suggestion: suggestion))
    }

    /// Of an element of an array; the index counts from 0 here and from 1 for people.
    func report(_ message: String, at key: String, element index: Int, suggestion: String? = nil) {
        var line = values[key]?.line ?? line
        if case .array(let elements)? = values[key]?.value, elements.indices.contains(index) {
            line = elements[index].line
        }
        let name = "\(name(of: key))[\(index + 1)]"
        reading.report(SettingsProblem(line: line, key: name, message: message, suggestion: suggestion))
    }

    /// `nil` when the key is not there.
    func value(_ key: String) -> ConfigValue? {
        asked.append(key)
        reading.ask(path(of: key))
        return values[key]?.value
    }

    func has(_ key: String) -> Bool { values[key] != nil }

    /// Reports the keys that were not asked for.
    func finish() {
        for (key, node) in values.sorted(by: { $0.key < $1.key }) where !asked.contains(key) {
            reading.reportUnknown(key, shownAs: name(of: key), line: node.line, neighbours: asked)
        }
    }

    /// A table below this one, empty when the key is not there; `body` reads it, and what it left is reported.
    func table<Value>(_ key: String, _ body: (TableReader) -> Value) -> Value {
        let inner = TableReader(
            reading, path: path(of: key), shown: name(of: key), line: values[key]?.line ?? line,
            values: entries(key) ?? [:])
        defer { inner.finish() }
        return body(inner)
    }

    private func entries(_ key: String) -> [String: ConfigNode]? {
        guard let value = value(key) else { return nil }
        if case .table(let entries) = value { return entries }
        reportType(of: value, at: key, expected: "a table", suggestion: "write { … } or [\(path(of: key))]")
        return nil
    }

    /// The tables of `[[key]]`, each with its reader. What is no table is reported, and left out.
    func arrayOfTables(_ key: String) -> [TableReader] {
        switch value(key) {
        case nil: return []
        case .array(let elements)?:
            return elements.enumerated().compactMap { index, element in
                if case .table(let entries) = element.value {
                    let name = "\(name(of: key))[\(index + 1)]"
                    return TableReader(reading, path: path(of: key), shown: name, line: element.line, values: entries)
                }
                report("must be a table, not \(element.value.kind)", at: key, element: index)
                return nil
            }
        case let other?:
            let suggestion = "write [[\(key)]], with two brackets"
            reportType(of: other, at: key, expected: "an array of tables", suggestion: suggestion)
            return []
        }
    }

    func reportType(of value: ConfigValue, at key: String, expected: String, suggestion: String? = nil) {
        report("must be \(expected), not \(value.kind)", at: key, suggestion: suggestion)
    }

    private func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
    private func name(of key: String) -> String { shown.isEmpty ? key : "\(shown).\(key)" }
}

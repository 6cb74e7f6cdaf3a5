// SPDX-License-Identifier: Apache-2.0

extension WindowsZones {
    /// By a name such as `W. Europe Standard Time`, also with the number that Exchange puts behind it, or by the text that
    /// Outlook shows for it, as in `(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna`.
    static func zone(named name: String) -> String? {
        let name = name.lowercased()
        if let zone = byName[name] ?? byText[displayText(name)] { return zone }
        guard let space = name.lastIndex(of: " "), name[space...].dropFirst().allSatisfy(\.isWholeNumber) else {
            return nil
        }
        return byName[String(name[..<space])]
    }

    /// Without the offset before it. One word alone could be anybody's name for a zone, and is none.
    private static func displayText(_ name: String) -> String {
        guard name.hasPrefix("(utc") || name.hasPrefix("(gmt"), let end = name.firstIndex(of: ")") else {
            return name.contains(" ") ? name : ""
        }
        return String(name[end...].dropFirst().drop { $0 == " " })
    }

    private static let byName = table(column: 0)
    private static let byText = table(column: 1)

    private static func table(column: Int) -> [String: String] {
        var result: [String: String] = [:]
        for line in lines.split(separator: "\n") {
            let columns = line.split(separator: "|", omittingEmptySubsequences: false)
            guard columns.count == 3, !columns[column].isEmpty else { continue }
            result[columns[column].lowercased()] = String(columns[2])
        }
        return result
    }
}

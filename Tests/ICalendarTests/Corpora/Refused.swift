// SPDX-License-Identifier: Apache-2.0

/// What of the corpora is not read, or not edited: the reason, then the names, indented. `libical:` and the like stand for the
/// folder that most files of that corpus are in; several objects of a file are named `FILE#1,2,3`.
enum Refused {
    private static let folders = [
        "icalendar:": "icalendar-7.3.0/src/icalendar/tests/", "libical:": "libical-3.0.16/",
        "recurring:": "recurring_ical_events-3.8.2/recurring_ical_events/test/calendars/",
    ]

    /// The reason of each name.
    static func table(_ text: String) -> [String: String] {
        var result: [String: String] = [:]
        var reason = ""
        for line in text.split(separator: "\n") {
            guard line.hasPrefix("  ") else {
                reason = String(line)
                continue
            }
            for name in names(String(line.dropFirst(2))) { result[name] = reason }
        }
        return result
    }

    private static func names(_ line: String) -> [String] {
        var line = line
        for (short, folder) in folders where line.hasPrefix(short) { line = folder + line.dropFirst(short.count) }
        let parts = line.split(separator: "#")
        return parts.count < 2 ? [line] : parts[1].split(separator: ",").map { "\(parts[0])#\($0)" }
    }
}

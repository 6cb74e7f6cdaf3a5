// SPDX-License-Identifier: Apache-2.0

/// The text of one object with these events, each given by its lines.
func calendarText(_ events: [[String]], zones: [[String]] = []) -> String {
    let components = zones + events.map { ["BEGIN:VEVENT", "DTSTAMP:20260102T030405Z"] + $0 + ["END:VEVENT"] }
    let lines =
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example Corp.//Planner 4.2//EN"] + components.flatMap { $0 }
    return (lines + ["END:VCALENDAR", ""]).joined(separator: "\r\n")
}

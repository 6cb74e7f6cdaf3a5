// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// What another program makes of what Almanac wrote.
@Suite struct `An event made here` {
    @Test(arguments: RealServer.allCases)
    func `reads back right with Python's icalendar`(kind: RealServer) async throws {
        let remote = try await RemoteFolder(kind)
        let here = try Installation([AccountText(url: remote.server.url)])
        let daemon = try await here.daemon()
        let title = "Größenmaß, Übung; und\nzweite Zeile \\ 夜"
        for (day, end) in [("2026-03-28", "2026-03-29"), ("2026-10-24", "2026-10-25"), ("2026-07-01", "2026-07-01")] {
            let added = try await here.almanac(
                "add", title, "--start", "\(day) 22:30", "--end", "\(end) 23:15", "--tz", "Europe/Berlin", "--location",
                "Straße 1, Köln; Hof", "--calendar", "work/team", "--wait", "30")
            #expect(added.status == 0, "\(added.output)\(added.errors)")
            let start = "DTSTART;TZID=Europe/Berlin:\(compact(day))"
            let texts = try await remote.texts().filter { $0.value.contains(start) }
            let text = try #require(texts.first?.value)
            let event = try await readWithPython(text)
            #expect(event.summary == title && event.location == "Straße 1, Köln; Hof")
            #expect(event.start == "\(day)T22:30:00\(offset(day))" && event.end == "\(end)T23:15:00\(offset(end))")
            #expect(event.zone == "Europe/Berlin" && event.zones == ["Europe/Berlin"])
            #expect(event.zoneOffsets == [event.start, event.end].map { String($0.suffix(6)) })
        }
        #expect(try remote.files().count == 3)
        await daemon.terminate()
    }

    private func compact(_ day: String) -> String { day.replacing("-", with: "") }

    /// Berlin's, in the evening of a day of 2026.
    private func offset(_ day: String) -> String { ("2026-03-29"..<"2026-10-25").contains(day) ? "+02:00" : "+01:00" }
}

/// What Python's `icalendar` says about the one event of a text.
private struct PythonEvent: Decodable {
    let summary, location, start, end, zone: String
    /// The TZIDs of the VTIMEZONEs.
    let zones: [String]
    /// The offsets at start and end by the VTIMEZONE alone.
    let zoneOffsets: [String]
}

private func readWithPython(_ text: String) async throws -> PythonEvent {
    let script = """
        import json, sys
        import icalendar
        calendar = icalendar.Calendar.from_ical(sys.argv[1])
        event, = calendar.walk("VEVENT")
        zones = calendar.walk("VTIMEZONE")
        start, end = event["DTSTART"].dt, event["DTEND"].dt
        by_zone = [when.replace(tzinfo=zones[0].to_tz(lookup_tzid=False)) for when in (start, end)]
        print(json.dumps({
            "summary": event["SUMMARY"], "location": event["LOCATION"], "start": start.isoformat(),
            "end": end.isoformat(), "zone": event["DTSTART"].params["TZID"], "zones": [zone["TZID"] for zone in zones],
            "zoneOffsets": [when.isoformat()[-6:] for when in by_zone]}))
        """
    let result = try await run(python("python"), ["-c", script, text])
    guard result.status == 0 else { throw Unexpected(message: "\(result.errors)\n\(text)") }
    return try JSONDecoder().decode(PythonEvent.self, from: Data(result.output.utf8))
}

// SPDX-License-Identifier: Apache-2.0

import BridgeWorld
import CalendarBridge
import CalendarModel

func change(_ body: (inout EventChange) -> Void) -> EventChange {
    var change = EventChange()
    body(&change)
    return change
}

/// Why it was refused; `nil` when it was not.
func kind(_ body: () async throws -> some Any) async -> BridgeError.Kind? {
    do {
        _ = try await body()
        return nil
    } catch {
        return (error as? BridgeError)?.kind
    }
}

extension BridgeWorld {
    func single(_ uid: String = "one", in calendar: CalendarID = CalendarID("work/team")) throws -> ObjectID {
        try pulled(
            eventText(
                uid, "SUMMARY:Review", "DTSTART;TZID=Europe/Berlin:20260305T100000",
                "DTEND;TZID=Europe/Berlin:20260305T113000"), in: calendar)
    }

    func series() throws -> ObjectID {
        try pulled(
            eventText(
                "series", "SUMMARY:Weekly", "DTSTART;TZID=Europe/Berlin:20260105T100000",
                "DTEND;TZID=Europe/Berlin:20260105T110000", "RRULE:FREQ=WEEKLY"))
    }
}

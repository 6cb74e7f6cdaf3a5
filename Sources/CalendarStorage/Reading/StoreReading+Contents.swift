// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension StoreReading {
    /// Walks over every object of the database; for what a person asks for, not for what is polled.
    package func contents(of calendar: CalendarID) throws -> CalendarContents {
        let objects = try connection.first(
            "SELECT count(*) FROM objects WHERE calendar_id = ? AND local_body IS NOT NULL"
        ) {
            $0.add(calendar)
        } _: {
            $0.int(0)
        }
        let withAttendees = try connection.first(
            """
            SELECT count(DISTINCT e.object_id) FROM events e JOIN participants p ON p.event = e.number
            WHERE e.calendar_id = ? AND p.kind = 'attendee'
            """
        ) {
            $0.add(calendar)
        } _: {
            $0.int(0)
        }
        return CalendarContents(objects: objects ?? 0, withAttendees: withAttendees ?? 0)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The text of one plain event.
func simpleEvent(_ uid: String, _ title: String, start: String = "20260301T090000Z") -> String {
    """
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//Example Corp.//Planner 4.2//EN
    BEGIN:VEVENT
    UID:\(uid)
    DTSTAMP:20260102T030405Z
    DTSTART:\(start)
    DURATION:PT1H
    SUMMARY:\(title)
    END:VEVENT
    END:VCALENDAR

    """.replacing("\n", with: "\r\n")
}

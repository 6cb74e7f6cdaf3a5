// SPDX-License-Identifier: Apache-2.0

internal import CalendarModel

/// The XML that we send. Never `allprop`, never `limit`, never an empty body.
enum RequestBody {
    private static let namespaces =
        #"xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/" "#
        + #"xmlns:A="http://apple.com/ns/ical/""#

    static func document(_ root: String, _ content: String) -> [UInt8] {
        Array(#"<?xml version="1.0" encoding="utf-8"?>"#.utf8)
            + Array("<\(root) \(namespaces)>\(content)</\(root)>".utf8)
    }

    private static func propfind(_ properties: String) -> [UInt8] {
        document("propfind", "<prop>\(properties)</prop>")
    }

    static let discovery = propfind("<current-user-principal/><resourcetype/><C:calendar-home-set/>")

    static let principal = propfind(
        "<current-user-principal/><resourcetype/><C:calendar-home-set/><C:calendar-user-address-set/>"
            + "<C:schedule-outbox-URL/>")

    static let calendars = propfind(
        "<resourcetype/><displayname/><sync-token/><CS:getctag/><current-user-principal/>"
            + "<current-user-privilege-set/><supported-report-set/><C:supported-calendar-component-set/>"
            + "<C:calendar-description/><C:max-resource-size/><A:calendar-color/><A:calendar-order/><owner/>"
            + "<resource-id/>")

    static let members = propfind("<getetag/><resourcetype/>")

    static let type = propfind("<resourcetype/>")

    /// RFC 6578 §3.2. Without `sync-level` Xandikos refuses it.
    static func changes(since token: SyncToken) -> [UInt8] {
        document(
            "sync-collection",
            "<sync-token>\(escaped(token.rawValue))</sync-token><sync-level>1</sync-level><prop><getetag/></prop>")
    }

    static func objects(_ hrefs: [String]) -> [UInt8] {
        let list = hrefs.map { "<href>\(escaped($0))</href>" }.joined()
        return document("C:calendar-multiget", "<prop><getetag/><C:schedule-tag/><C:calendar-data/></prop>\(list)")
    }

    static func events(within range: TimeRange) -> [UInt8] {
        document(
            "C:calendar-query",
            "<prop><getetag/></prop><C:filter><C:comp-filter name=\"VCALENDAR\"><C:comp-filter name=\"VEVENT\">"
                + "<C:time-range start=\"\(stamp(range.start))\" end=\"\(stamp(range.end))\"/>"
                + "</C:comp-filter></C:comp-filter></C:filter>")
    }

    /// Every object, whatever its components.
    static let everything = document(
        "C:calendar-query", "<prop><getetag/></prop><C:filter><C:comp-filter name=\"VCALENDAR\"/></C:filter>")

    static func objects(withUID uid: String) -> [UInt8] {
        document(
            "C:calendar-query",
            "<prop><getetag/></prop><C:filter><C:comp-filter name=\"VCALENDAR\"><C:comp-filter name=\"VEVENT\">"
                + "<C:prop-filter name=\"UID\"><C:text-match collation=\"i;octet\">\(escaped(uid))</C:text-match>"
                + "</C:prop-filter></C:comp-filter></C:comp-filter></C:filter>")
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\r": result += "&#13;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// `20260131T235959Z`, within the years 1 to 9999.
    private static func stamp(_ seconds: Int64) -> String {
        let kept = min(max(seconds, -62_135_596_800), 253_402_300_799)
        let (year, month, day) = Day(number: Int(kept.flooredDivision(by: 86_400))).civil
        let clock = Int(kept.flooredRemainder(by: 86_400))
        let date = padded(year, 4) + padded(month, 2) + padded(day, 2)
        return date + "T" + padded(clock / 3600, 2) + padded(clock / 60 % 60, 2) + padded(clock % 60, 2) + "Z"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

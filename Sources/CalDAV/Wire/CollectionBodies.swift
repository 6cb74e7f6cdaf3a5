// SPDX-License-Identifier: Apache-2.0

internal import CalendarModel
internal import RemoteCalendars

/// The XML that makes and changes calendars.
extension RequestBody {
    /// PROPPATCH (RFC 4918 §14.19).
    static func update(_ properties: CalendarProperties) -> [UInt8] {
        document("propertyupdate", set(elements(properties)))
    }

    /// MKCALENDAR (RFC 4791 §9.2).
    static func newCalendar(_ calendar: NewCalendar) -> [UInt8] {
        document("C:mkcalendar", set(elements(calendar)))
    }

    /// Extended MKCOL (RFC 5689 §5.1).
    static func newCollection(_ calendar: NewCalendar) -> [UInt8] {
        document("mkcol", set("<resourcetype><collection/><C:calendar/></resourcetype>" + elements(calendar)))
    }

    private static func set(_ properties: String) -> String { "<set><prop>\(properties)</prop></set>" }

    private static func elements(_ calendar: NewCalendar) -> String {
        let components = calendar.components.map { "<C:comp name=\"\(escaped($0))\"/>" }.joined()
        let set = "<C:supported-calendar-component-set>\(components)</C:supported-calendar-component-set>"
        return elements(calendar.properties) + (components.isEmpty ? "" : set)
    }

    private static func elements(_ properties: CalendarProperties) -> String {
        let name = properties.displayName.map { "<displayname>\(escaped($0))</displayname>" }
        let color = properties.color.map { "<A:calendar-color>\(escaped($0))</A:calendar-color>" }
        let order = properties.order.map { "<A:calendar-order>\($0)</A:calendar-order>" }
        return [name, color, order].compactMap { $0 }.joined()
    }
}

extension CalendarProperties {
    /// Those of them that a set of names has.
    func among(_ names: DAVNames) -> CalendarProperties {
        CalendarProperties(
            displayName: names.contains(.displayname) ? displayName : nil,
            color: names.contains(.calendarColor) ? color : nil,
            order: names.contains(.calendarOrder) ? order : nil)
    }
}

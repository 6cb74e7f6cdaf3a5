// SPDX-License-Identifier: Apache-2.0

/// The property names this module treats by themselves.
enum PropertyName: String, CaseIterable {
    case begin = "BEGIN"
    case end = "END"
    case uid = "UID"
    case recurrenceID = "RECURRENCE-ID"
    case start = "DTSTART"
    case due = "DUE"
    case endTime = "DTEND"
    case duration = "DURATION"
    case recurrenceRule = "RRULE"
    case exceptionRule = "EXRULE"
    case recurrenceDates = "RDATE"
    case exceptionDates = "EXDATE"
    case summary = "SUMMARY"
    case description = "DESCRIPTION"
    case location = "LOCATION"
    case comment = "COMMENT"
    case contact = "CONTACT"
    case relatedTo = "RELATED-TO"
    case classification = "CLASS"
    case status = "STATUS"
    case transparency = "TRANSP"
    case action = "ACTION"
    case name = "NAME"
    case color = "COLOR"
    case method = "METHOD"
    case categories = "CATEGORIES"
    case resources = "RESOURCES"
    case url = "URL"
    case organizer = "ORGANIZER"
    case attendee = "ATTENDEE"
    case geo = "GEO"
    case requestStatus = "REQUEST-STATUS"
    case freeBusy = "FREEBUSY"
    case trigger = "TRIGGER"
    case completed = "COMPLETED"
    case priority = "PRIORITY"
    case sequence = "SEQUENCE"
    case stamp = "DTSTAMP"
    case created = "CREATED"
    case lastModified = "LAST-MODIFIED"
    case productID = "PRODID"
    case acknowledged = "ACKNOWLEDGED"
    case zoneID = "TZID"
    case zoneName = "TZNAME"
    case offsetFrom = "TZOFFSETFROM"
    case offsetTo = "TZOFFSETTO"
    case zoneLocation = "X-LIC-LOCATION"
}

enum ComponentName: String, CaseIterable {
    case calendar = "VCALENDAR"
    case event = "VEVENT"
    case todo = "VTODO"
    case journal = "VJOURNAL"
    case zone = "VTIMEZONE"
    case standard = "STANDARD"
    case daylight = "DAYLIGHT"
    case alarm = "VALARM"
}

enum ParameterName: String, CaseIterable {
    case zoneID = "TZID"
    case value = "VALUE"
    case range = "RANGE"
    case commonName = "CN"
    case participation = "PARTSTAT"
    case role = "ROLE"
    case alternative = "ALTREP"
    case encoding = "ENCODING"
    case charset = "CHARSET"
}

let propertyNames = NameTable<PropertyName>()
let componentNames = NameTable<ComponentName>()
let parameterNames = NameTable<ParameterName>()

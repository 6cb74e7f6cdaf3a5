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

/// Finds a name of up to 16 bytes without making a `String`: open addressing over the name packed into two words.
struct NameTable<Name: RawRepresentable<String> & CaseIterable & Sendable>: Sendable {
    private struct Slot {
        var low: UInt64 = 0
        var high: UInt64 = 0
        var name: Name?
    }
    private var slots = [Slot](repeating: Slot(), count: 256)

    init() {
        for name in Name.allCases {
            let bytes = Array(name.rawValue.utf8)
            let (low, high) = Self.packed(bytes, 0..<bytes.count)
            var place = Self.place(low, high)
            while slots[place].name != nil { place = (place + 1) & 255 }
            slots[place] = Slot(low: low, high: high, name: name)
        }
    }

    /// In any case.
    func find(_ bytes: [UInt8], _ range: Range<Int>) -> Name? {
        guard range.count <= 16 else { return nil }
        let (low, high) = Self.packed(bytes, range)
        var place = Self.place(low, high)
        while let name = slots[place].name {
            if slots[place].low == low, slots[place].high == high { return name }
            place = (place + 1) & 255
        }
        return nil
    }

    private static func packed(_ bytes: [UInt8], _ range: Range<Int>) -> (UInt64, UInt64) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for index in range {
            high = high << 8 | low >> 56
            low = low << 8 | UInt64(bytes[index].asciiUppercased)
        }
        return (low, high)
    }

    private static func place(_ low: UInt64, _ high: UInt64) -> Int {
        Int(truncatingIfNeeded: ((low ^ high &* 0x9E37_79B9) &* 0x9E37_79B9_7F4A_7C15) >> 56)
    }
}

let propertyNames = NameTable<PropertyName>()
let componentNames = NameTable<ComponentName>()
let parameterNames = NameTable<ParameterName>()

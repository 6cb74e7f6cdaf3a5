// SPDX-License-Identifier: Apache-2.0

/// Which spellings of a value mean the same.
enum ValueSpelling {
    /// One text; a comma means the same escaped or not.
    case text
    /// Texts separated by commas; the same as several lines.
    case texts
    /// Dates separated by commas; the same as several lines.
    case tokens
    /// Date or number.
    case token
    /// A duration; in TRIGGER, a date too.
    case duration
    case rule
    /// Taken as it is.
    case exact
    /// URIs and whatever nobody knows: an escaped comma, semicolon or colon is the bare one, nothing is ever escaped in it.
    case other

    init(_ name: PropertyName?) {
        switch name {
        case .summary, .description, .location, .comment, .contact, .relatedTo, .uid, .classification, .status,
            .transparency, .action, .name, .color, .method, .zoneID, .zoneName:
            self = .text
        case .categories, .resources: self = .texts
        case .exceptionDates, .recurrenceDates, .freeBusy: self = .tokens
        case .recurrenceID, .start, .due, .endTime, .completed, .priority, .sequence,
            .offsetFrom, .offsetTo, .stamp, .created, .lastModified, .acknowledged:
            self = .token
        case .duration, .trigger: self = .duration
        case .recurrenceRule, .exceptionRule: self = .rule
        case .geo, .requestStatus: self = .exact
        case .begin, .end, .version, .url, .organizer, .attendee, .productID, .zoneLocation, nil: self = .other
        }
    }

    /// The type that VALUE need not say (RFC 5545 §3.2.20).
    static func defaultType(of name: PropertyName?) -> StaticString? {
        switch name {
        case .start, .endTime, .due, .recurrenceID, .exceptionDates, .recurrenceDates, .completed: "DATE-TIME"
        case .duration, .trigger: "DURATION"
        case .recurrenceRule, .exceptionRule: "RECUR"
        case .organizer, .attendee: "CAL-ADDRESS"
        case .url: "URI"
        case .sequence, .priority: "INTEGER"
        case .freeBusy: "PERIOD"
        default: isText(name) ? "TEXT" : nil
        }
    }

    /// Texts are what its values are, unless VALUE says otherwise.
    static func isText(_ name: PropertyName?) -> Bool {
        switch ValueSpelling(name) {
        case .text, .texts: true
        case .tokens, .token, .duration, .rule, .exact, .other: false
        }
    }
}

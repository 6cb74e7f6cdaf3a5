// SPDX-License-Identifier: Apache-2.0

/// A start or an end in an answer: RFC 3339 with the reader's offset, or `YYYY-MM-DD` for an all-day event.
package enum WireTime: Hashable, Sendable, CustomStringConvertible {
    case date(CivilDate)
    case time(Timestamp)

    package init?(_ text: String) {
        if let date = CivilDate(text) {
            self = .date(date)
        } else if let time = Timestamp(text) {
            self = .time(time)
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .date(let date): date.description
        case .time(let time): time.description
        }
    }

    /// The reader's wall time, counted as if UTC.
    package var wall: Int64 {
        switch self {
        case .date(let date): Int64(date.daysSince1970) * 86_400
        case .time(let time): time.wall
        }
    }
}

/// A start or an end in a request: a date, a wall time without a zone, or RFC 3339 with offset.
package enum RequestedTime: Hashable, Sendable, CustomStringConvertible {
    case date(CivilDate)
    case local(LocalDateTime)
    case time(Timestamp)

    package init?(_ text: String) {
        if let date = CivilDate(text) {
            self = .date(date)
        } else if let local = LocalDateTime(text) {
            self = .local(local)
        } else if let time = Timestamp(text) {
            self = .time(time)
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .date(let date): date.description
        case .local(let local): local.description
        case .time(let time): time.description
        }
    }
}

/// A value that is a text on the wire.
protocol TextCodable: Codable, CustomStringConvertible {
    init?(_ text: String)
    static var form: String { get }
}

extension TextCodable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Self(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected \(Self.form)")
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension CivilDate: TextCodable {
    package init?(_ text: String) { self.init(text[...]) }
    static var form: String { "a date, YYYY-MM-DD" }
}

extension Timestamp: TextCodable {
    package init?(_ text: String) { self.init(text[...]) }
    static var form: String { "a time with offset, YYYY-MM-DDTHH:MM:SS+HH:MM" }
}

extension WireTime: TextCodable {
    static var form: String { "a date or a time with offset" }
}

extension RequestedTime: TextCodable {
    static var form: String { "a date, a wall time (YYYY-MM-DDTHH:MM) or a time with offset" }
}

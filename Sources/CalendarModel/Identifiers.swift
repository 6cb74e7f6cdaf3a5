// SPDX-License-Identifier: Apache-2.0

/// A text that names something. The wrapper keeps an href from being passed for an etag.
package protocol Identifier: RawRepresentable<String>, Hashable, Sendable, Comparable, CustomStringConvertible {
    init(_ rawValue: String)
}

extension Identifier {
    package init(rawValue: String) { self.init(rawValue) }
    package var description: String { rawValue }
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// An account's name as the settings give it.
package struct AccountName: Identifier {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// `account/name`: the account and the calendar's short name, fixed at first sight.
package struct CalendarID: Identifier {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
    package init(account: AccountName, shortName: String) { rawValue = "\(account.rawValue)/\(shortName)" }
    /// What stands before the first slash.
    package var account: AccountName { AccountName(String(rawValue.prefix { $0 != "/" })) }
    /// What stands after the first slash.
    package var shortName: String { String(rawValue.drop { $0 != "/" }.dropFirst()) }
}

/// One calendar object resource in the local database: random, and kept through moves and href changes.
package struct ObjectID: Identifier {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// The object's id for its master, `OBJECT/RECURRENCE-ID` for an override.
package struct EventID: Identifier {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
    package init(object: ObjectID, recurrenceID: String?) {
        rawValue = recurrenceID.map { "\(object.rawValue)/\($0)" } ?? object.rawValue
    }
    package var object: ObjectID { ObjectID(String(rawValue.prefix { $0 != "/" })) }
    package var recurrenceID: String? {
        let rest = rawValue.drop { $0 != "/" }
        return rest.isEmpty ? nil : String(rest.dropFirst())
    }
}

/// The row number of one raw text in `bodies`. Bodies never change.
package struct BodyID: Hashable, Sendable, Comparable {
    package let rawValue: Int64
    package init(_ rawValue: Int64) { self.rawValue = rawValue }
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// One run of the engine over one calendar; what `log` groups by.
package struct RunID: Identifier {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// A position in the change feed: `EPOCH-N`. A new epoch begins when the database was restored.
package struct FeedPosition: Hashable, Sendable, CustomStringConvertible {
    package let epoch: String
    package let number: Int64
    package init(epoch: String, number: Int64) {
        self.epoch = epoch
        self.number = number
    }
    /// `nil` unless the text is `EPOCH-N`.
    package init?(_ text: String) {
        guard let dash = text.lastIndex(of: "-"), let number = Int64(text[text.index(after: dash)...]), number >= 0,
            dash > text.startIndex
        else { return nil }
        self.init(epoch: String(text[..<dash]), number: number)
    }
    package var description: String { "\(epoch)-\(number)" }
}

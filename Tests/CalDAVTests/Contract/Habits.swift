// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// Where the contract leaves a server its own way. `DifferencesTests` asks each for all of it.
struct Habits: Sendable, Equatable {
    /// Names of other programs' objects that it takes, as they stand in a URL and without their `.ics`.
    var oddNames: [String]
    /// Texts that say less when they come back.
    var losses: [Sample] = []
    /// A token of another calendar is never taken for one of this.
    var tokensNameTheirCalendar = true
}

extension ContractServer {
    private static let commonNames = [
        "a@b+c", "%C3%A4%20%C3%B6", "plus%2Bencoded", "semi;colon", "(paren)", "tilde~", "%E6%97%A5", "percent%2541",
        "hash%23", "and&and", "equals=", "UPPER", "%25", "dollar$!", "mail.EML",
    ]

    var habits: Habits {
        switch self {
        case .memory: Habits(oddNames: Self.commonNames + ["x%2Fy", "A%3AB", "com,ma", "quote'quote", "question%3F"])
        // It answers 400 to a comma, a quote or a question mark in a name, and 403 to a slash.
        case .radicale: Habits(oddNames: Self.commonNames)
        // It takes a colon in a name, and then leaves the object out of every list; it answers 403 to a slash.
        case .xandikos: Habits(oddNames: Self.commonNames + ["com,ma", "quote'quote", "question%3F"])
        // It takes a backslash in a name and lists the name without; it answers 403 to a slash. A question mark is in
        // its lists as it is. A token says the second in which the calendar was made and a number that counts for all of a
        // user's calendars.
        case .cyrus:
            Habits(
                oddNames: Self.commonNames + ["A%3AB", "com,ma", "quote'quote", "question%3F"],
                losses: [.trailing, .escapedCategory], tokensNameTheirCalendar: false)
        }
    }
}

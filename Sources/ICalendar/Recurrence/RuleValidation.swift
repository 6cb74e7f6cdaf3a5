// SPDX-License-Identifier: Apache-2.0

/// Whether a value may be written as an RRULE (RFC 5545 §3.3.10): `nil`, or why not.
package func isValidRecurrenceRule(_ value: String) -> String? {
    let bytes = Array(value.utf8)
    guard !bytes.contains(where: { $0 <= 0x20 || $0 >= 0x7F || $0 == .colon }) else {
        return "a rule holds no spaces and no special characters"
    }
    do {
        let rule = try RecurrenceRule(bytes, 0..<bytes.count)
        return rule.complaint
    } catch {
        return error.reason
    }
}

extension RecurrenceRule {
    /// What the RFC says that a rule must not be.
    fileprivate var complaint: String? {
        if let part = unsupported.first { return "\(part) is not supported" }
        if count != nil, until != nil { return "COUNT and UNTIL exclude each other" }
        return complaintAboutDays ?? complaintAboutSetPositions
    }

    private var complaintAboutDays: String? {
        let isLong = frequency == .monthly || frequency == .yearly
        if !ordinalDays.isEmpty, !isLong { return "BYDAY with a number needs FREQ=MONTHLY or FREQ=YEARLY" }
        if !ordinalDays.isEmpty, hasWeekNumbers { return "BYDAY with a number and BYWEEKNO exclude each other" }
        if hasMonthDays, frequency == .weekly { return "BYMONTHDAY and FREQ=WEEKLY exclude each other" }
        if hasWeekNumbers, frequency != .yearly { return "BYWEEKNO needs FREQ=YEARLY" }
        let hasLongerPeriod = frequency == .daily || frequency == .weekly || frequency == .monthly
        if !yearDays.isEmpty, hasLongerPeriod { return "BYYEARDAY and FREQ=\(frequency.rawValue) exclude each other" }
        return nil
    }

    private var complaintAboutSetPositions: String? {
        let hasList =
            hasDays || hasMonthDays || months != 0 || hasWeekNumbers || !yearDays.isEmpty || !hours.isEmpty
            || !minutes.isEmpty || !seconds.isEmpty
        return !setPositions.isEmpty && !hasList ? "BYSETPOS needs another BY… part" : nil
    }
}

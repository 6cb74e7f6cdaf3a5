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
    fileprivate var complaint: String? {
        if let part = unsupported.first { return "\(part) is not supported" }
        if count != nil, until != nil { return "COUNT and UNTIL exclude each other" }
        let isLong = frequency == .monthly || frequency == .yearly
        if !ordinalDays.isEmpty, !isLong { return "BYDAY with a number needs FREQ=MONTHLY or FREQ=YEARLY" }
        if hasMonthDays, frequency == .weekly { return "BYMONTHDAY and FREQ=WEEKLY exclude each other" }
        let hasList =
            hasDays || hasMonthDays || months != 0 || !hours.isEmpty || !minutes.isEmpty || !seconds.isEmpty
        if !setPositions.isEmpty, !hasList { return "BYSETPOS needs another BY… part" }
        return nil
    }
}

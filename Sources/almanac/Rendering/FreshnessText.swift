// SPDX-License-Identifier: Apache-2.0

import ControlWire

/// One line that says how fresh an answer is.
///
/// - Parameters:
///   - now: seconds since 1970.
///   - stalest: which calendar the age is of, where there are several.
///   - held: what waits for the reader, in words.
func freshnessLine(_ freshness: Freshness, now: Int64, stalest: String? = nil, held: [String] = []) -> String {
    var parts: [String] = []
    let whose = stalest.map { " (\(plain($0)))" } ?? ""
    if let asOf = freshness.asOf {
        parts.append("As of \(When.age(now - asOf.instant)) ago\(whose)")
        if !freshness.complete { parts.append("more is on its way") }
    } else {
        parts.append("Not complete yet: the first sync has not finished\(whose)")
    }
    if freshness.pending > 0 {
        let oldest = freshness.oldestPending.map { ", the oldest for \(When.age(now - $0.instant))" } ?? ""
        parts.append("\(freshness.pending) waiting\(oldest)")
    }
    parts += held
    if freshness.quarantined > 0 { parts.append("\(freshness.quarantined) kept aside, see `almanac status`") }
    return parts.joined(separator: "; ") + "."
}

// SPDX-License-Identifier: Apache-2.0

import ControlWire

/// One line that says how fresh an answer is.
///
/// - Parameter now: seconds since 1970.
func freshnessLine(_ freshness: Freshness, now: Int64) -> String {
    var parts: [String] = []
    if let asOf = freshness.asOf {
        parts.append("As of \(When.age(now - asOf.instant)) ago")
        if !freshness.complete { parts.append("more is on its way") }
    } else {
        parts.append("Not complete yet: the first sync has not finished")
    }
    if freshness.pending > 0 {
        let oldest = freshness.oldestPending.map { ", the oldest for \(When.age(now - $0.instant))" } ?? ""
        parts.append("\(freshness.pending) waiting\(oldest)")
    }
    if freshness.quarantined > 0 { parts.append("\(freshness.quarantined) kept aside, see `almanac status`") }
    return parts.joined(separator: "; ") + "."
}

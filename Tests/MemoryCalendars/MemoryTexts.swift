// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import ICalendar

/// A name by its path as it stands in an href. `%2F` stays inside its segment.
func memoryName(_ path: String) -> RemoteName {
    var unreserved = CharacterSet(charactersIn: "-._~@")
    unreserved.formUnion(CharacterSet(charactersIn: "a"..."z").union(CharacterSet(charactersIn: "A"..."Z")))
    unreserved.formUnion(CharacterSet(charactersIn: "0"..."9"))
    let segments = path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
        let plain = segment.removingPercentEncoding ?? String(segment)
        return plain.addingPercentEncoding(withAllowedCharacters: unreserved) ?? String(segment)
    }
    return RemoteName(href: Href(path), key: HrefKey(segments.joined(separator: "/")))
}

/// `nil` when the text cannot be read.
func uid(of body: [UInt8]) -> String? {
    guard case .object(let object) = derive(body, window: DeriveWindow(range: TimeRange(start: 0, end: 0))) else {
        return nil
    }
    return object.uid
}

/// RFC 4791 §9.9; floating and all-day times are compared as if UTC.
func hasEvent(_ body: [UInt8], within range: TimeRange) -> Bool {
    guard case .object(let object) = derive(body, window: DeriveWindow(range: range)) else { return false }
    return object.occurrences.contains { instance in
        let (start, end) = (instance.start.seconds, instance.end.seconds)
        return start < range.end && (end > range.start || start == end && start >= range.start)
    }
}

/// Another spelling of the same content, as Radicale and Xandikos store it.
func rewritten(_ body: [UInt8]) -> [UInt8] {
    var lines = String(decoding: body, as: UTF8.self).components(separatedBy: "\r\n")
    if let first = lines.firstIndex(where: { $0.hasPrefix("SUMMARY") }), let end = lines.firstIndex(of: "END:VEVENT"),
        first < end - 1
    {
        lines.insert(lines.remove(at: first), at: end - 1)
    }
    return Array(lines.joined(separator: "\r\n").utf8)
}

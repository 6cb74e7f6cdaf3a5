// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The octets of an iCalendar text that came through XML.
///
/// XML turns CRLF into LF (XML 1.0 §2.11) unless the server wrote CR as `&#13;`. A text without any CR gets CRLF back,
/// so that it equals what GET returns; any other is left alone.
func calendarText(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    guard let start = text.baseAddress, memchr(start, 13, text.count) == nil else { return Array(text) }
    let lines = text.count { $0 == 10 }
    return [UInt8](unsafeUninitializedCapacity: text.count + lines) { result, count in
        guard var out = result.baseAddress else { return }
        var at = start
        let end = start + text.count
        while let found = memchr(at, 10, end - at) {
            let length = found.assumingMemoryBound(to: UInt8.self) - UnsafeMutablePointer(mutating: at)
            memcpy(out, at, length)
            (out[length], out[length + 1]) = (13, 10)
            out += length + 2
            at += length + 1
        }
        memcpy(out, at, end - at)
        count = text.count + lines
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The short name of a calendar: letters, digits, `.` and `_` of a path segment in lower case, everything else a dash.
/// At most 64 scalars; `calendar` when nothing is left.
package func calendarSlug(_ segment: String) -> String {
    var slug = String.UnicodeScalarView()
    for scalar in percentDecoded(segment).lowercased().unicodeScalars.prefix(256) {
        if scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "." || scalar == "_" {
            slug.append(scalar)
        } else if let last = slug.last, last != "-" {
            slug.append("-")
        }
    }
    let name = String(slug.prefix(64).trimmingSuffix { $0 == "-" || $0 == "." }.drop { $0 == "." || $0 == "-" })
    return name.isEmpty ? "calendar" : name
}

/// Escapes that do not make UTF-8 stay as they are.
package func percentDecoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
        let digits = rest.prefix(2)
        if byte == UInt8(ascii: "%"), digits.count == 2, let value = hexadecimal(digits) {
            bytes.append(value)
            rest = rest.dropFirst(2)
        } else {
            bytes.append(byte)
        }
    }
    return String(validating: bytes, as: UTF8.self) ?? text
}

private func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt8? {
    digits.first == UInt8(ascii: "+") ? nil : UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
}

extension BidirectionalCollection {
    fileprivate func trimmingSuffix(while condition: (Element) -> Bool) -> SubSequence {
        var rest = self[...]
        while let last = rest.last, condition(last) { rest.removeLast() }
        return rest
    }
}

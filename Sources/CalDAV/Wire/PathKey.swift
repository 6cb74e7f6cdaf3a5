// SPDX-License-Identifier: Apache-2.0

/// A path in the one spelling that we compare by: each segment percent-decoded once and encoded again with only the
/// unreserved characters and `@` left alone, no empty segments, no dots. `%2F` stays inside its segment; a query stays
/// as it is.
func pathKey(_ path: String) -> String {
    var path = path
    let isNormal = path.withUTF8 { isPathKey($0) }
    return isNormal ? path : normalised(path)
}

/// The same path decoded once more, for servers that encode twice; `nil` when that changes nothing.
func pathKeyDecodedTwice(_ key: String) -> String? {
    let decoded = key.split(separator: "/", omittingEmptySubsequences: false)
        .map { String(decoding: percentDecoded(Array($0.utf8)), as: UTF8.self) }.joined(separator: "/")
    let again = pathKey(decoded)
    return again == key ? nil : again
}

private func isPathKey(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.first == UInt8(ascii: "/") else { return false }
    var last: UInt8 = 0
    for byte in bytes {
        let isSlash = byte == UInt8(ascii: "/")
        if !isSlash && !isUnreserved(byte) { return false }
        if last == UInt8(ascii: "/") && (isSlash || byte == UInt8(ascii: ".")) { return false }
        last = byte
    }
    return true
}

private func normalised(_ path: String) -> String {
    let bytes = Array(path.utf8)
    let end = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
    let segments = bytes[..<end].split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    var kept: [[UInt8]] = []
    for segment in segments {
        let decoded = percentDecoded(Array(segment))
        switch decoded {
        case [], [46]: break
        case [46, 46]: _ = kept.popLast()
        default: kept.append(encoded(decoded))
        }
    }
    let last = segments.last.map { percentDecoded(Array($0)) } ?? []
    let isCollection = [[], [46], [46, 46]].contains(last)
    let joined = kept.flatMap { [UInt8(ascii: "/")] + $0 } + (isCollection ? [UInt8(ascii: "/")] : [])
    return String(decoding: joined + bytes[end...], as: UTF8.self)
}

private func encoded(_ segment: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for byte in segment { isUnreserved(byte) ? result.append(byte) : result.appendPercentEncoded(byte) }
    return result
}

/// A `%` without two hexadecimal digits stands for itself.
func percentDecoded(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var at = 0
    while at < bytes.count {
        if bytes[at] == UInt8(ascii: "%"), at + 2 < bytes.count, let high = hexDigit(bytes[at + 1]),
            let low = hexDigit(bytes[at + 2])
        {
            result.append(high << 4 | low)
            at += 3
        } else {
            result.append(bytes[at])
            at += 1
        }
    }
    return result
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
}

/// RFC 3986 §2.3, and `@`.
private func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 64...90, 97...122, 45, 46, 95, 126: true
    default: false
    }
}

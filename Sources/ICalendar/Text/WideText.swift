// SPDX-License-Identifier: Apache-2.0

/// A UTF-16 text in UTF-8, as some feeds come: with a mark of its byte order, or beginning with an ASCII letter. `nil`: it is
/// none. What cannot be decoded becomes U+FFFD.
func utf8(fromUTF16 bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count >= 2 else { return nil }
    let isBigEndian: Bool
    switch (bytes[0], bytes[1]) {
    case (0xFE, 0xFF): isBigEndian = true
    case (0xFF, 0xFE): isBigEndian = false
    case (0, let second) where second.isNameCharacter: isBigEndian = true
    case (let first, 0) where first.isNameCharacter: isBigEndian = false
    default: return nil
    }
    let units = (0..<bytes.count / 2).lazy.map { index in
        let (first, second) = (UInt16(bytes[2 * index]), UInt16(bytes[2 * index + 1]))
        return isBigEndian ? first << 8 | second : second << 8 | first
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
}

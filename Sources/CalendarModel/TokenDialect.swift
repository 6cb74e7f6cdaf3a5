// SPDX-License-Identifier: Apache-2.0

extension SyncToken {
    /// What stays the same in a server's tokens: that of another server, or another version of it, has another.
    ///
    /// A URI's part up to the last separator before its first digit, else whether it is a number, hexadecimal, or anything
    /// else.
    package var dialect: String {
        let text = rawValue
        let scheme = text.utf8.prefix { (97...122).contains($0) || $0 == 45 || $0 == 43 }
        if !scheme.isEmpty, text.utf8.dropFirst(scheme.count).first == UInt8(ascii: ":") {
            let fixed = text.prefix { !("0"..."9").contains($0) }
            return String((fixed.lastIndex { ":/,".contains($0) }.map { fixed[...$0] } ?? fixed).prefix(200))
        }
        let digits = text.hasPrefix("-") ? text.utf8.dropFirst() : text.utf8[...]
        if !digits.isEmpty, digits.allSatisfy({ (48...57).contains($0) }) { return "a number" }
        let isHex = text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        return isHex && text.utf8.count >= 16 ? "hexadecimal" : "opaque"
    }
}

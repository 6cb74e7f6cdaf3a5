// SPDX-License-Identifier: Apache-2.0

/// ETags as they come through proxies that compress and servers that forget the quotes.
extension ETag {
    /// Equal for two spellings of one version: without `W/`, quotes, XML's `&quot;`, and what compression appends.
    package var comparisonKey: String {
        var text = opaque[...]
        if let suffix = compressionSuffix(of: text) { text = text.dropLast(suffix.utf8.count) }
        return String(text)
    }

    /// Whether both stand for one version of the object.
    package func isSameVersion(as other: ETag) -> Bool {
        rawValue == other.rawValue || comparisonKey == other.comparisonKey
    }

    /// Without control characters, which no header may hold.
    package var isUsable: Bool { !rawValue.isEmpty && !rawValue.utf8.contains { $0 < 32 || $0 == 127 } }

    /// What to send in `If-Match`, one at a time, best first: strong and quoted, then without what compression
    /// appended, then as a server without quotes wrote it.
    package var ifMatchForms: [String] {
        let text = opaque
        var forms = ["\"\(text)\""]
        if let suffix = compressionSuffix(of: text[...]) { forms.append("\"\(text.dropLast(suffix.utf8.count))\"") }
        if !rawValue.hasSuffix("\"") { forms.append(rawValue) }
        return forms
    }

    private var opaque: String {
        var text = (isWeak ? rawValue.dropFirst(2) : rawValue[...])
        if text.hasPrefix("&quot;"), text.hasSuffix("&quot;"), text.utf8.count >= 12 {
            text = text.dropFirst(6).dropLast(6)
        }
        if text.hasPrefix("\""), text.hasSuffix("\""), text.utf8.count >= 2 { text = text.dropFirst().dropLast() }
        return String(text)
    }
}

/// Apache's mod_deflate (bugs 39727 and 45023), Nextcloud's front ends, and others.
private func compressionSuffix(of text: Substring) -> String? {
    ["--gzip", "-gzip", ";gzip", "-br", "-zstd", "-deflate", "-df"].first {
        text.hasSuffix($0) && text.utf8.count > $0.utf8.count
    }
}

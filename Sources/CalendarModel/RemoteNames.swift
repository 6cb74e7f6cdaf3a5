// SPDX-License-Identifier: Apache-2.0

/// An entity tag exactly as the server sent it, quotes and `W/` included (RFC 9110 §8.8.3).
package struct ETag: Identifier {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
    /// Weak tags never go into `If-Match`.
    package var isWeak: Bool { rawValue.hasPrefix("W/") || rawValue.hasPrefix("w/") }
}

/// The path or URL of a resource exactly as the server wrote it; this form is sent back.
package struct Href: Identifier {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// An href normalised for comparison only: servers answer in another spelling than they were asked in.
package struct HrefKey: Identifier {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// A remote resource: the spelling to send and the key to compare.
package struct RemoteName: Hashable, Sendable {
    package let href: Href
    package let key: HrefKey
    package init(href: Href, key: HrefKey) {
        self.href = href
        self.key = key
    }
}

/// A sync token (RFC 6578): opaque, and not always a URI.
package struct SyncToken: Identifier {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

// SPDX-License-Identifier: Apache-2.0

/// An element's name.
struct XMLName: Hashable, Sendable {
    let namespace: String
    let local: String

    static func dav(_ local: String) -> Self { Self(namespace: "DAV:", local: local) }
    static func caldav(_ local: String) -> Self { Self(namespace: "urn:ietf:params:xml:ns:caldav", local: local) }
    static func calendarServer(_ local: String) -> Self {
        Self(namespace: "http://calendarserver.org/ns/", local: local)
    }
    static func apple(_ local: String) -> Self { Self(namespace: "http://apple.com/ns/ical/", local: local) }

    /// Declared once, on the root of each answer.
    private static let prefixes = [
        "DAV:": "D", "urn:ietf:params:xml:ns:caldav": "C", "http://calendarserver.org/ns/": "CS",
        "http://apple.com/ns/ical/": "A",
    ]

    static let declarations = prefixes.sorted { $0.value < $1.value }.map { " xmlns:\($0.value)=\"\($0.key)\"" }
        .joined()

    /// `content` is XML.
    func element(_ content: String) -> String {
        guard let prefix = Self.prefixes[namespace] else {
            return "<\(local) xmlns=\"\(escaped(namespace))\">\(content)</\(local)>"
        }
        return content.isEmpty ? "<\(prefix):\(local)/>" : "<\(prefix):\(local)>\(content)</\(prefix):\(local)>"
    }
}

/// Text as the content of an element. CRLF goes out as it is and arrives as LF (XML 1.0 §2.11), as from most servers.
func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}

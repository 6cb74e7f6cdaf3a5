// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// An answer before it is sent.
package struct FakeAnswer: Sendable {
    package var status: Int
    package var headers: [String: String]
    package var body: [UInt8]

    package init(_ status: Int, _ body: String = "", headers: [String: String] = [:]) {
        self.status = status
        self.headers = headers
        self.body = Array(body.utf8)
    }

    /// A `DAV:error` that names a precondition: `valid-sync-token`, `C:no-uid-conflict`.
    package static func refused(_ status: Int, _ condition: String, href: String? = nil) -> Self {
        let inside = href.map { "<\(condition)><href>\($0)</href></\(condition)>" } ?? "<\(condition)/>"
        return Self(
            status, "<error \(namespaces)>\(inside)</error>", headers: ["Content-Type": "application/xml"])
    }

    package static func page(_ status: Int) -> Self {
        Self(status, "<!DOCTYPE html><html><body>Please log in</body></html>", headers: ["Content-Type": "text/html"])
    }

    package static func redirect(_ status: Int, to location: String) -> Self {
        Self(status, headers: ["Location": location])
    }

    package static func multistatus(_ content: String, _ dialect: Dialect = Dialect()) -> Self {
        let head = #"<?xml version="1.0" encoding="utf-8"?>"# + dialect.doctype
        return Self(
            207, "\(head)<multistatus \(namespaces)>\(content)</multistatus>",
            headers: ["Content-Type": "application/xml; charset=utf-8"])
    }

    /// Of the body's first bytes; below zero: all but so many.
    func length(_ wanted: Int) -> Int { min(max(wanted < 0 ? body.count + wanted : wanted, 0), body.count) }

    /// Each answer ends its connection, so that no request is ever sent again behind the tests' back.
    func bytes(cutAfter length: Int? = nil) -> [UInt8] {
        var lines = ["HTTP/1.1 \(status) -", "Connection: close"] + headers.map { "\($0): \($1)" }
        if status != 204, status != 304 { lines.append("Content-Length: \(body.count)") }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body.prefix(length ?? body.count)
    }
}

let namespaces =
    #"xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/" "#
    + #"xmlns:A="http://apple.com/ns/ical/""#

/// A `response` with what was found, and below a status of its own what was not.
func found(_ href: String, _ properties: [(name: String, content: String?)]) -> String {
    let there = properties.compactMap { property in
        property.content.map { "<\(property.name)>\($0)</\(property.name)>" }
    }
    let missing = properties.filter { $0.content == nil }.map { "<\($0.name)/>" }
    var text = "<response><href>\(escaped(href))</href>"
    if !there.isEmpty { text += propstat(there.joined(), "200 OK") }
    if !missing.isEmpty { text += propstat(missing.joined(), "404 Not Found") }
    return text + "</response>"
}

/// A `response` with a status of its own.
func response(_ href: String, _ status: Int) -> String {
    "<response><href>\(escaped(href))</href><status>HTTP/1.1 \(status) -</status></response>"
}

private func propstat(_ properties: String, _ status: String) -> String {
    "<propstat><prop>\(properties)</prop><status>HTTP/1.1 \(status)</status></propstat>"
}

func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
}

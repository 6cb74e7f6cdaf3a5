// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// One request as it arrived, and what it asks for.
package struct FakeRequest: Sendable {
    /// 0 for the account's own host, 1 and on for those that ``FakeCalDAV/addHost()`` made.
    package let host: Int
    package let method: String
    /// As it was sent.
    package let path: String
    /// Names in lower case.
    package let headers: [String: String]
    package let body: String

    init(_ request: ScriptedServer.Request, host: Int) {
        self.host = host
        (method, path, headers) = (request.method, request.path, request.headers)
        body = String(decoding: request.body, as: UTF8.self)
    }

    package var hasAuthorization: Bool { headers["authorization"] != nil }
    package var hasCookie: Bool { headers["cookie"] != nil }

    /// As tests speak of it, by the name below the home set: `PROPFIND team/`, `PROPFIND:0 /`, `GET team/1.ics`,
    /// `sync-collection team/ s3`, `calendar-multiget team/ 2`.
    package var line: String {
        let name = path.hasPrefix(FakeCalDAV.home) && path != FakeCalDAV.home ? String(path.dropFirst(7)) : path
        switch (method, report) {
        case ("PROPFIND", _): return depth == 0 ? "PROPFIND:0 \(name)" : "PROPFIND \(name)"
        case ("REPORT", "sync-collection"?): return "sync-collection \(name) \(token)"
        case ("REPORT", "calendar-multiget"?): return "calendar-multiget \(name) \(hrefs.count)"
        case ("REPORT", let report?): return "\(report) \(name)"
        default: return "\(method) \(name)"
        }
    }

    var depth: Int { headers["depth"] == "1" ? 1 : 0 }
    var report: String? {
        ["sync-collection", "calendar-multiget", "calendar-query"].first { opens($0) }
    }
    var token: String { contents(of: "sync-token").first ?? "" }
    var hrefs: [String] { contents(of: "href") }

    /// The local names inside `prop`; `nil` without a body, which asks for everything.
    var properties: [String]? {
        guard let start = range(of: "prop"), let end = body.range(of: "</prop>") ?? body.range(of: "</D:prop>") else {
            return nil
        }
        return body[start..<end.lowerBound].split(separator: "<").compactMap { part in
            let name = part.prefix { !" />\n\r".contains($0) }
            return name.isEmpty || name.hasPrefix("/") ? nil : String(name.split(separator: ":").last ?? name)
        }
    }

    /// `start` and `end` of a query's time range, as they stand there.
    var timeRange: (start: String, end: String)? {
        guard let start = attribute("start", of: "time-range"), let end = attribute("end", of: "time-range") else {
            return nil
        }
        return (start, end)
    }
    /// Of a query by UID.
    var wantedText: String? { contents(of: "text-match").first }

    private func opens(_ name: String) -> Bool { range(of: name) != nil }

    /// Where the content of the first such element begins.
    private func range(of name: String) -> String.Index? {
        for opening in ["<\(name)", "<C:\(name)", "<D:\(name)"] {
            var rest = body[...]
            while let found = rest.range(of: opening) {
                rest = rest[found.upperBound...]
                guard let next = rest.first, " >/".contains(next) else { continue }
                return rest.firstIndex(of: ">").map { body.index(after: $0) }
            }
        }
        return nil
    }

    private func attribute(_ name: String, of element: String) -> String? {
        guard let tag = body.range(of: "\(element) "),
            let start = body[tag.upperBound...].range(of: "\(name)=\"")
        else { return nil }
        return String(body[start.upperBound...].prefix { $0 != "\"" })
    }

    /// The texts of all such elements, unescaped.
    private func contents(of name: String) -> [String] {
        var texts: [String] = []
        var rest = body[...]
        while let open = rest.range(of: "\(name)>") ?? rest.range(of: "\(name) "), let start = tagEnd(rest, open) {
            let text = rest[start...].prefix { $0 != "<" }
            let before = rest[..<open.lowerBound].last
            if before == "<" || before == ":" { texts.append(unescaped(String(text))) }
            rest = rest[text.endIndex...].dropFirst(2 + name.count)
        }
        return texts
    }

    private func tagEnd(_ text: Substring, _ name: Range<String.Index>) -> String.Index? {
        let last = text.index(before: name.upperBound)
        return text[last...].firstIndex(of: ">").map { text.index(after: $0) }
    }

    private func unescaped(_ text: String) -> String {
        text.replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(of: "&gt;", with: ">")
            .replacingOccurrences(of: "&quot;", with: "\"").replacingOccurrences(of: "&amp;", with: "&")
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import FoundationXML

/// What the body of a PROPFIND or REPORT asks for.
struct DAVRequest: Sendable {
    var root: XMLName
    var properties: [XMLName] = []
    var hrefs: [String] = []
    var syncToken: String?
    /// `start` and `end` of the time-range, in seconds since 1970.
    var range: Range<Int>?

    /// `nil`: not well-formed, or empty.
    init?(_ body: [UInt8]) {
        let reader = DAVRequestReader()
        let parser = XMLParser(data: Data(body))
        parser.shouldProcessNamespaces = true
        parser.delegate = reader
        guard parser.parse(), let request = reader.request else { return nil }
        self = request
    }

    fileprivate init(root: XMLName) { self.root = root }
}

private final class DAVRequestReader: NSObject, XMLParserDelegate {
    var request: DAVRequest?
    private var path: [XMLName] = []
    private var text = ""

    func parser(
        _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        let name = XMLName(namespace: namespaceURI ?? "", local: elementName)
        if path.isEmpty { request = DAVRequest(root: name) }
        if path.count == 2, path[1] == .dav("prop") { request?.properties.append(name) }
        if name == .caldav("time-range") { request?.range = Self.range(attributes) }
        path.append(name)
        text = ""
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func parser(
        _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName: String?
    ) {
        if path.count == 2, path[1] == .dav("href") { request?.hrefs.append(text) }
        if path.count == 2, path[1] == .dav("sync-token") { request?.syncToken = text }
        path.removeLast()
    }

    private static func range(_ attributes: [String: String]) -> Range<Int>? {
        let start = attributes["start"].flatMap(seconds) ?? Int(Int32.min)
        let end = attributes["end"].flatMap(seconds) ?? Int(Int32.max)
        return start < end ? start..<end : nil
    }

    /// `20260131T235959Z`
    private static func seconds(_ stamp: String) -> Int? {
        let digits = stamp.utf8.filter { (48...57).contains($0) }.map { Int($0) - 48 }
        guard digits.count == 14 else { return nil }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        let day = CivilDay(year: number(0..<4), month: number(4..<6), day: number(6..<8))
        return day.number * 86_400 + number(8..<10) * 3600 + number(10..<12) * 60 + number(12..<14)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One calendar of the server, by decoded names. Two spellings of one Unicode text are one name, as on most disks.
struct FakeCalendar: Sendable {
    struct Item: Sendable {
        var body: [UInt8]
        /// Grows with each change anywhere; its ETag.
        var version: Int
        var scheduleTag: Int
        var etag: String { "\"\(version)\"" }
        var uid: String { value(of: "UID") ?? "" }
        var start: String { value(of: "DTSTART") ?? "" }

        private func value(of name: String) -> String? {
            let lines = String(decoding: body, as: UTF8.self).components(separatedBy: "\r\n")
            let event = lines.firstIndex(of: "BEGIN:VEVENT") ?? 0
            return lines[event...].first { $0.hasPrefix(name + ":") || $0.hasPrefix(name + ";") }.flatMap { line in
                line.firstIndex(of: ":").map { String(line[line.index(after: $0)...]) }
            }
        }
    }

    var items: [String: Item] = [:]
    /// When what is no longer there went.
    var gone: [String: Int] = [:]
    var version: Int
    /// Tokens below it are refused.
    var oldestToken = 0
    var displayName: String
    var color: String?
    var order: String?

    var token: String { "s\(version)" }
    var ctag: String { "c\(version)" }

    /// In the order in which they happened.
    func changes(since version: Int) -> [(name: String, item: Item?, version: Int)] {
        let there = items.filter { $0.value.version > version }.map { ($0.key, Optional($0.value), $0.value.version) }
        let gone = gone.filter { $0.value > version }.map { ($0.key, Item?.none, $0.value) }
        return (there + gone).sorted { $0.2 < $1.2 }
    }

    var sortedItems: [(name: String, item: Item)] { items.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }

    mutating func put(_ name: String, _ body: [UInt8], version: Int) {
        let tag = items[name]?.scheduleTag ?? version
        items[name] = Item(body: body, version: version, scheduleTag: tag)
        gone[name] = nil
        self.version = version
    }

    mutating func remove(_ name: String, version: Int) {
        guard items.removeValue(forKey: name) != nil else { return }
        gone[name] = version
        self.version = version
    }
}

extension Dialect.Spelling {
    func spelled(_ name: String) -> String {
        switch self {
        case .plain: encoded(name, keeping: "@")
        case .encoded: encoded(name, keeping: "")
        case .twice: encoded(encoded(name, keeping: ""), keeping: "")
        case .composed: encoded(name.precomposedStringWithCanonicalMapping, keeping: "@")
        case .decomposed: encoded(name.decomposedStringWithCanonicalMapping, keeping: "@")
        case .open: encoded(name, keeping: "@:+,()")
        }
    }

    private func encoded(_ name: String, keeping more: String) -> String {
        var result = ""
        for byte in name.utf8 {
            let scalar = Unicode.Scalar(byte)
            let isPlain = byte < 128 && (isalnum(Int32(byte)) != 0 || "-._~".unicodeScalars.contains(scalar))
            if isPlain || (byte < 128 && more.unicodeScalars.contains(scalar)) {
                result.unicodeScalars.append(scalar)
            } else {
                result += String(format: "%%%02X", byte)
            }
        }
        return result
    }
}

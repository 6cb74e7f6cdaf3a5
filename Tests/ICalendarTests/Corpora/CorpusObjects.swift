// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar

/// A text of one UID out of a corpus: a whole file, or of a file with several UIDs the lines of one.
struct CorpusObject: Sendable {
    /// The file, and the number of the UID in it.
    let name: String
    let bytes: [UInt8]
    /// `nil`: it is not read.
    let derived: DerivedObject?

    init(name: String, bytes: [UInt8]) {
        (self.name, self.bytes) = (name, bytes)
        derived = if case .object(let object) = derive(bytes, window: corpusWindow) { object } else { nil }
    }

    /// As a whole: changed instances of a series alone are not.
    var isEditable: Bool {
        guard let derived, derived.kind == .event, derived.uneditable == nil else { return false }
        return derived.events.count == 1 || derived.events.contains { $0.recurrenceID == nil }
    }
}

/// Most corpora speak of the years from 2005 on.
let corpusWindow = window("2000-01-01", "2030-01-01")

extension Corpora {
    /// Of one file no more UIDs than these are taken apart: the largest has thousands that are all alike.
    private static let mostOfOneFile = 60

    static let objects: [CorpusObject] = files.filter { !$0.isZone }.flatMap { file in
        split(file.bytes).prefix(mostOfOneFile).enumerated().map {
            CorpusObject(name: "\(file.name)#\($0.offset + 1)", bytes: $0.element)
        }
    }

    /// For each UID the lines of its calendar, the time zones, and the components of that UID, in a calendar of their own; as
    /// simple as it can be, and not by what is tested. What stands in no calendar gets one.
    static func split(_ bytes: [UInt8]) -> [[UInt8]] {
        var splitter = ObjectSplitter()
        for line in PhysicalLine.all(in: bytes) { splitter.add(line) }
        return splitter.objects
    }
}

private struct ObjectSplitter {
    private var calendar = 0
    private var head: [UInt8] = []
    private var block: [UInt8] = []
    /// Of the components open in the block.
    private var depth = 0
    private var uid = ""
    private var isInCalendar = false
    private var order: [String] = []
    private var parts: [String: (head: [UInt8], blocks: [UInt8])] = [:]

    var objects: [[UInt8]] {
        order.compactMap { parts[$0] }.map { part in
            Array("BEGIN:VCALENDAR\n".utf8) + part.head + part.blocks + Array("END:VCALENDAR\n".utf8)
        }
    }

    mutating func add(_ line: PhysicalLine) {
        let words = line.isFold ? "" : line.content.uppercased()
        let bytes = line.bytes.last == 10 ? line.bytes : line.bytes + [10]
        if depth == 0 {
            if words.hasPrefix("BEGIN:VCALENDAR") {
                (calendar, head, isInCalendar) = (calendar + 1, [], true)
            } else if words.hasPrefix("END:VCALENDAR") {
                isInCalendar = false
            } else if words.hasPrefix("BEGIN:") {
                (block, depth, uid) = (bytes, 1, "")
            } else if isInCalendar {
                head += bytes
            }
            return
        }
        block += bytes
        if depth == 1, words.hasPrefix("UID") { uid = line.content }
        if words.hasPrefix("BEGIN:") { depth += 1 }
        if words.hasPrefix("END:") { depth -= 1 }
        if depth == 0 { close() }
    }

    private mutating func close() {
        if String(decoding: block.prefix(15), as: UTF8.self).uppercased() == "BEGIN:VTIMEZONE" {
            head += block
            return
        }
        let key = "\(calendar) \(uid)"
        if parts[key] == nil { order.append(key) }
        parts[key, default: (head, [])].blocks += block
    }
}

/// A line between two LF, or a fold of one.
struct PhysicalLine: Hashable {
    let bytes: [UInt8]
    /// Its own content line's, folds included, without line ends.
    var content: String
    /// BEGIN:X of the innermost component that it is in, below the calendar's own components; else the property's name.
    var label = ""
    /// The calendar's own component that it is in, by its kind, UID, RECURRENCE-ID or TZID; empty outside of all.
    var component = ""

    var text: String { String(decoding: bytes, as: UTF8.self).trimmingLineEnd }

    static func all(in bytes: [UInt8]) -> [PhysicalLine] {
        var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map {
            PhysicalLine(bytes: Array($0) + [10], content: "")
        }
        if let last = lines.popLast(), last.bytes.count > 1 {
            lines.append(PhysicalLine(bytes: Array(last.bytes.dropLast()), content: ""))
        }
        var start = 0
        for end in 1...max(1, lines.count) where end >= lines.count || !lines[end].isFold {
            let content = lines[start..<min(end, lines.count)].enumerated().map { index, line in
                index == 0 ? line.text : String(decoding: Array(line.text.utf8.dropFirst()), as: UTF8.self)
            }.joined()
            for index in start..<min(end, lines.count) { lines[index].content = content }
            start = end
        }
        label(&lines)
        name(&lines)
        return lines
    }

    var isFold: Bool { bytes.first == 32 || bytes.first == 9 }

    private static func name(_ lines: inout [PhysicalLine]) {
        var (depth, start, identity) = (0, 0, [String]())
        for index in lines.indices where !lines[index].isFold {
            let content = lines[index].content
            let name = content.prefix { $0 != ":" && $0 != ";" }.uppercased()
            if name == "BEGIN" {
                depth += 1
                if depth == 2 { (start, identity) = (index, [content.uppercased()]) }
            } else if depth == 2, ["UID", "RECURRENCE-ID", "TZID"].contains(name) {
                identity.append(content)
            } else if name == "END" {
                depth -= 1
                if depth == 1 { for line in start...index { lines[line].component = identity.joined(separator: "\n") } }
            }
        }
        // Folds of a component's last line, and of all others, are in it.
        for index in lines.indices.dropFirst() where lines[index].isFold {
            lines[index].component = lines[index - 1].component
        }
    }

    private static func label(_ lines: inout [PhysicalLine]) {
        var open: [String] = []
        for index in lines.indices {
            let name = lines[index].content.prefix { $0 != ":" && $0 != ";" }.uppercased()
            let isFirst = !lines[index].isFold
            if isFirst, name == "BEGIN" { open.append(lines[index].content.uppercased()) }
            let isNested = open.count > 2 || (open.count == 2 && open[1].hasPrefix("BEGIN:VTIMEZONE"))
            lines[index].label = isNested ? open[open.count > 2 ? 2 : 1] : name
            if isFirst, name == "END" { _ = open.popLast() }
        }
    }
}

extension String {
    fileprivate var trimmingLineEnd: String {
        var text = self
        while text.last == "\n" || text.last == "\r" || text.last == "\r\n" { text.removeLast() }
        return text
    }
}

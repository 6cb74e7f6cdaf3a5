// SPDX-License-Identifier: Apache-2.0

/// One pass over the bytes: physical lines → unfolded content lines → components. Linear in the size of the text.
struct CalendarScanner {
    private let bytes: [UInt8]
    private(set) var lines: [ContentLine] = []
    private(set) var components: [Component] = []
    private(set) var lineEnd: [UInt8] = [.carriageReturn, .lineFeed]
    private(set) var failure: String?
    private(set) var defect: String?
    /// Empty as long as no line was folded.
    private var unfolded: [UInt8] = []
    private var isUnfolding = false
    private var open: [Int] = []
    /// Of the physical line, from 1.
    private var number = 0
    private var hasLineEnd = false

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var text: [UInt8] { isUnfolding ? unfolded : bytes }

    mutating func scan() {
        guard bytes.count <= CalendarText.maximumSize else {
            failure = "is larger than \(CalendarText.maximumSize >> 20) MiB"
            return
        }
        lines.reserveCapacity(bytes.count / 24 + 8)
        var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while position < bytes.count, failure == nil { position = logicalLine(from: position) }
        guard failure == nil else { return }
        if let last = open.last {
            failure = "ends before END:\(name(of: components[last]))"
        } else if components.isEmpty {
            failure = "does not begin with BEGIN:VCALENDAR"
        }
    }

    /// Returns where the next one begins.
    private mutating func logicalLine(from start: Int) -> Int {
        number += 1
        let first = number
        var (end, next) = physicalLine(from: start)
        if !isUnfolding {
            guard isFold(at: next) else {
                add(source: start..<next, text: start..<end, bytes, number: first)
                return next
            }
            isUnfolding = true
            unfolded.reserveCapacity(bytes.count)
            unfolded.append(contentsOf: bytes[..<start])
        }
        let textStart = unfolded.count
        unfolded.append(contentsOf: bytes[start..<end])
        while isFold(at: next) {
            number += 1
            let segment = next + 1
            (end, next) = physicalLine(from: segment)
            if segment < end { unfolded.append(contentsOf: bytes[segment..<end]) }
        }
        add(source: start..<next, text: textStart..<unfolded.count, unfolded, number: first)
        return next
    }

    /// Where the line's content ends, and where the next line begins. A lone CR ends no line.
    private mutating func physicalLine(from start: Int) -> (end: Int, next: Int) {
        let feed = bytes.firstIndex(of: .lineFeed, in: start..<bytes.count)
        var end = feed ?? bytes.count
        while end > start, bytes[end - 1] == .carriageReturn { end -= 1 }
        if let feed, !hasLineEnd {
            hasLineEnd = true
            if end == feed { lineEnd = [.lineFeed] }
        }
        return (end, feed.map { $0 + 1 } ?? bytes.count)
    }

    private func isFold(at position: Int) -> Bool {
        position < bytes.count && (bytes[position] == .space || bytes[position] == .tab)
    }

    private mutating func add(source: Range<Int>, text range: Range<Int>, _ text: [UInt8], number: Int) {
        guard !range.isEmpty else { return }
        guard lines.count < CalendarText.maximumLines else {
            failure = "has more than \(CalendarText.maximumLines) lines"
            return
        }
        guard let parts = split(text, range, number) else {
            if open.isEmpty, components.isEmpty { failure = "does not begin with BEGIN:VCALENDAR" }
            noteDefect("line \(number) has no name and value")
            return
        }
        let name = propertyNames.find(text, range.lowerBound..<parts.nameEnd)
        let value = parts.valueStart..<range.upperBound
        if name == .begin { begin(text, value) }
        let owner = open.last ?? -1
        if name == .end { end(text, value) }
        guard failure == nil else { return }
        guard owner >= 0 else {
            if components.isEmpty { failure = "does not begin with BEGIN:VCALENDAR" }
            return noteDefect("has text after END:VCALENDAR")
        }
        lines.append(
            ContentLine(
                source: source, text: range, nameEnd: parts.nameEnd, valueStart: parts.valueStart, owner: owner,
                name: name))
    }

    /// The name's end and the value's start; `nil` if the line has no colon or its name is none.
    private mutating func split(_ text: [UInt8], _ range: Range<Int>, _ number: Int) -> (nameEnd: Int, valueStart: Int)?
    {
        var index = range.lowerBound
        while index < range.upperBound, text[index].isNameCharacter { index += 1 }
        guard index > range.lowerBound, index < range.upperBound else { return nil }
        let nameEnd = index
        if text[index] == .colon { return (nameEnd, index + 1) }
        guard text[index] == .semicolon else { return nil }
        var isQuoted = false
        while index < range.upperBound {
            if text[index] == .quote {
                isQuoted.toggle()
            } else if text[index] == .colon, !isQuoted {
                return (nameEnd, index + 1)
            }
            index += 1
        }
        guard let colon = text.firstIndex(of: .colon, in: nameEnd..<range.upperBound) else { return nil }
        noteDefect("line \(number) has a quote without its other half")
        return (nameEnd, colon + 1)
    }

    private mutating func begin(_ text: [UInt8], _ value: Range<Int>) {
        let range = text.trimmed(value)
        let name = componentNames.find(text, range)
        guard open.count < CalendarText.maximumDepth else {
            failure = "has components nested deeper than \(CalendarText.maximumDepth)"
            return
        }
        guard !open.isEmpty || name == .calendar else {
            failure = "does not begin with BEGIN:VCALENDAR"
            return
        }
        components.append(
            Component(name: name, nameRange: range, begin: lines.count, end: lines.count, parent: open.last))
        open.append(components.count - 1)
    }

    private mutating func end(_ text: [UInt8], _ value: Range<Int>) {
        guard let last = open.popLast() else { return }
        let range = text.trimmed(value)
        let opened = components[last].nameRange
        guard range.count == opened.count,
            zip(range, opened).allSatisfy({ text[$0].asciiUppercased == text[$1].asciiUppercased })
        else {
            failure = "has an END that does not close \(name(of: components[last])), in line \(number)"
            return
        }
        components[last].end = lines.count
    }

    private mutating func noteDefect(_ text: String) { defect = defect ?? text }

    private func name(of component: Component) -> String {
        String(decoding: text[component.nameRange].prefix(32), as: UTF8.self)
    }
}

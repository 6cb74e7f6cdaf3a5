// SPDX-License-Identifier: Apache-2.0

/// Writes components free of spelling: names in upper case, parameters sorted and unquoted, values escaped our way, lists one
/// item a line, lines sorted, without what every client rewrites. Control characters part the pieces of a line; the text's
/// own are left out.
struct CanonicalForm {
    static let parameterMark: UInt8 = 0x1D
    static let valuesMark: UInt8 = 0x1E
    static let nextValueMark: UInt8 = 0x1F
    static let valueMark: UInt8 = 0x1C

    private struct Entry {
        /// The first eight bytes, so that most comparisons end here.
        var prefix: UInt64
        var range: Range<Int>
    }

    private let text: CalendarText
    private let isComplete: Bool
    private var buffer: [UInt8] = []
    private var entries: [Entry] = []
    private var parameters: [Parameter] = []
    /// Of lists, that still get lines of their own.
    private var itemsLeft = 200_000

    private init(_ text: CalendarText, isComplete: Bool) {
        self.text = text
        self.isComplete = isComplete
    }

    /// The lines of a component, what is nested in it as blocks from BEGIN to END; `isComplete`: also the ignored ones.
    static func lines(of component: Int, in text: CalendarText, isComplete: Bool = false) -> [UInt8] {
        var form = CanonicalForm(text, isComplete: isComplete)
        form.buffer.reserveCapacity(1024)
        form.entries.reserveCapacity(24)
        form.write(component)
        return form.sorted()
    }

    /// What no two copies need to agree on.
    static func isIgnored(_ name: PropertyName?) -> Bool {
        switch name {
        case .stamp, .created, .lastModified, .productID, .acknowledged: true
        default: false
        }
    }

    private mutating func write(_ component: Int) {
        var index = text.components[component].begin + 1
        while index < text.components[component].end {
            let line = text.lines[index]
            if line.name == .begin {
                writeNested(Int(line.owner))
                index = text.components[Int(line.owner)].end
            } else if isComplete || !Self.isIgnored(line.name) {
                write(line)
            }
            index += 1
        }
    }

    private mutating func writeNested(_ component: Int) {
        let start = buffer.count
        let name = text.text[text.components[component].nameRange].map(\.asciiUppercased)
        buffer += Array("BEGIN".utf8) + [Self.valueMark] + name + [.lineFeed]
        buffer += Self.lines(of: component, in: text)
        buffer += Array("END".utf8) + [Self.valueMark] + name + [.lineFeed]
        addEntry(from: start)
    }

    private mutating func write(_ line: ContentLine) {
        let start = buffer.count
        for index in line.nameRange { buffer.append(text.text[index].asciiUppercased) }
        if line.hasParameters { writeParameters(line) }
        buffer.append(Self.valueMark)
        switch ValueSpelling(line.name) {
        case .text: writeText(line.valueRange)
        case .texts: return writeItems(text.text.items(of: line.valueRange), of: line, from: start) { $0.writeText($1) }
        case .tokens:
            let items = text.text.pieces(of: line.valueRange, separatedBy: .comma)
            return writeItems(items, of: line, from: start) { $0.writeToken($1) }
        case .token: writeToken(line.valueRange)
        case .duration: writeDuration(line.valueRange)
        case .rule: writeRule(line.valueRange)
        case .exact: writeClean(line.valueRange)
        case .other: writeOther(line.valueRange)
        }
        endEntry(from: start)
    }

    /// Each item gets a line of its own, with the head that stands in the buffer from `start` on.
    private mutating func writeItems(
        _ items: Pieces, of line: ContentLine, from start: Int, write: (inout Self, Range<Int>) -> Void
    ) {
        let head = Array(buffer[start...])
        let count = text.text.count(of: .comma, in: line.valueRange) + 1
        // A long head before millions of items would fill the memory: then they stay in one line.
        let isSplit = count <= itemsLeft && count * head.count <= 16 * line.textRange.count
        if isSplit { itemsLeft -= count }
        var start = start
        for (index, item) in items.enumerated() {
            if index > 0, isSplit {
                endEntry(from: start)
                start = buffer.count
                buffer += head
            } else if index > 0 {
                buffer.append(.comma)
            }
            write(&self, item)
        }
        endEntry(from: start)
    }

    private mutating func endEntry(from start: Int) {
        buffer.append(.lineFeed)
        addEntry(from: start)
    }

    private mutating func addEntry(from start: Int) {
        var prefix: UInt64 = 0
        for index in start..<start + 8 {
            prefix = prefix << 8 | (index < buffer.count ? UInt64(buffer[index]) : 0)
        }
        entries.append(Entry(prefix: prefix, range: start..<buffer.count))
    }

    private mutating func sorted() -> [UInt8] {
        let buffer = buffer
        entries.sort {
            $0.prefix != $1.prefix
                ? $0.prefix < $1.prefix : buffer[$0.range].lexicographicallyPrecedes(buffer[$1.range])
        }
        var result: [UInt8] = []
        result.reserveCapacity(buffer.count)
        for entry in entries { result.append(contentsOf: buffer[entry.range]) }
        return result
    }
}

extension CanonicalForm {
    private mutating func writeParameters(_ line: ContentLine) {
        parameters.removeAll(keepingCapacity: true)
        for parameter in ParameterReader(text.text, line) {
            if let type = ValueSpelling.defaultType(of: line.name),
                parameterNames.find(text.text, parameter.name) == .value,
                text.text.matches(type, at: text.text.unquoted(parameter.values))
            {
                continue
            }
            parameters.append(parameter)
        }
        if parameters.count > 1 {
            let text = text.text
            parameters.sort { Self.precedes($0.name, $1.name, in: text) }
        }
        for parameter in parameters {
            buffer.append(Self.parameterMark)
            for index in parameter.name { buffer.append(text.text[index].asciiUppercased) }
            for (index, value) in text.text.parameterValues(parameter.values).enumerated() {
                buffer.append(index == 0 ? Self.valuesMark : Self.nextValueMark)
                writeClean(value)
            }
        }
    }

    private static func precedes(_ a: Range<Int>, _ b: Range<Int>, in text: [UInt8]) -> Bool {
        for (left, right) in zip(a, b) {
            let (x, y) = (text[left].asciiUppercased, text[right].asciiUppercased)
            if x != y { return x < y }
        }
        return a.count < b.count
    }

    private mutating func writeClean(_ range: Range<Int>) {
        for index in range where !text.text[index].isControl { buffer.append(text.text[index]) }
    }

    private mutating func writeToken(_ range: Range<Int>) {
        for index in text.text.trimmed(range) where !text.text[index].isControl {
            buffer.append(text.text[index].asciiUppercased)
        }
    }

    private mutating func writeDuration(_ range: Range<Int>) {
        guard let duration = DurationValue(text.text, range) else { return writeToken(range) }
        buffer += duration.text.utf8
    }

    /// FREQ first, the other parts sorted.
    private mutating func writeRule(_ range: Range<Int>) {
        guard range.count <= 10_000 else { return writeToken(range) }
        let parts = text.text.pieces(of: range, separatedBy: .semicolon)
            .map { text.text[text.text.trimmed($0)].map(\.asciiUppercased) }
            .filter { !$0.isEmpty }
            .sorted { a, b in
                let (x, y) = (a.starts(with: "FREQ=".utf8), b.starts(with: "FREQ=".utf8))
                return x == y ? a.lexicographicallyPrecedes(b) : x
            }
        for (index, part) in parts.enumerated() {
            if index > 0 { buffer.append(.semicolon) }
            buffer += part.filter { !$0.isControl }
        }
    }

    private mutating func writeText(_ range: Range<Int>) {
        var index = range.lowerBound
        while index < range.upperBound {
            var byte = text.text[index]
            index += 1
            if byte == .backslash, index < range.upperBound {
                byte = text.text[index]
                index += 1
                if byte.asciiUppercased == UInt8(ascii: "N") {
                    buffer.append(.backslash)
                    buffer.append(UInt8(ascii: "n"))
                    continue
                }
            }
            if byte == .backslash || byte == .comma || byte == .semicolon { buffer.append(.backslash) }
            if !byte.isControl { buffer.append(byte) }
        }
    }

    private mutating func writeOther(_ range: Range<Int>) {
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = text.text[index]
            let next = index + 1 < range.upperBound ? text.text[index + 1] : 0
            index += 1
            guard byte == .backslash, next != 0 else {
                if !byte.isControl { buffer.append(byte) }
                continue
            }
            switch next {
            case .comma, .semicolon, .colon: buffer.append(next)
            case UInt8(ascii: "N"): buffer += [.backslash, UInt8(ascii: "n")]
            default: buffer += next.isControl ? [.backslash] : [.backslash, next]
            }
            index += 1
        }
    }
}

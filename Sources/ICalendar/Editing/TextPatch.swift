// SPDX-License-Identifier: Apache-2.0

/// Replacements of byte ranges in one text; every byte outside them stays.
struct TextPatch {
    private struct Splice {
        var range: Range<Int>
        var bytes: [UInt8]
        var order: Int
    }

    private let text: CalendarText
    private var splices: [Splice] = []

    init(_ text: CalendarText) { self.text = text }

    /// A content line with its folds.
    mutating func replace(_ line: ContentLine, with content: [UInt8]) {
        var bytes: [UInt8] = []
        bytes.appendFolded(content, lineEnd: text.lineEnd)
        add(line.sourceRange, bytes)
    }

    mutating func remove(_ line: ContentLine) { add(line.sourceRange, []) }

    mutating func remove(component: Int) {
        let first = text.lines[text.components[component].begin].sourceRange.lowerBound
        add(first..<text.lines[text.components[component].end].sourceRange.upperBound, [])
    }

    /// Before the line, in the order of the calls.
    mutating func insert(_ content: [UInt8], before line: ContentLine) {
        var bytes: [UInt8] = []
        bytes.appendFolded(content, lineEnd: text.lineEnd)
        add(line.sourceRange.lowerBound..<line.sourceRange.lowerBound, bytes)
    }

    /// As they are, behind a component.
    mutating func insert(raw bytes: [UInt8], behind component: Int) {
        let end = text.lines[text.components[component].end].sourceRange.upperBound
        add(end..<end, bytes)
    }

    private mutating func add(_ range: Range<Int>, _ bytes: [UInt8]) {
        splices.append(Splice(range: range, bytes: bytes, order: splices.count))
    }

    func result() -> [UInt8] {
        guard !splices.isEmpty else { return text.bytes }
        var result: [UInt8] = []
        result.reserveCapacity(text.bytes.count + 256)
        var position = 0
        let ordered = splices.sorted {
            ($0.range.lowerBound, $0.range.isEmpty ? 0 : 1, $0.order)
                < ($1.range.lowerBound, $1.range.isEmpty ? 0 : 1, $1.order)
        }
        for splice in ordered where splice.range.lowerBound >= position {
            result.append(contentsOf: text.bytes[position..<splice.range.lowerBound])
            result.append(contentsOf: splice.bytes)
            position = splice.range.upperBound
        }
        result.append(contentsOf: text.bytes[position...])
        return result
    }
}

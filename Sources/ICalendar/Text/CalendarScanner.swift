// SPDX-License-Identifier: Apache-2.0

/// Content lines → components, as they come out of ``LineReader``. Linear in the size of the text.
struct CalendarScanner {
    private var reader: LineReader
    private(set) var lines: [ContentLine] = []
    private(set) var components: [Component] = []
    private(set) var failure: String?
    private(set) var defect: String?
    private var open: [Int] = []
    private typealias Parts = (nameEnd: Int, valueStart: Int, isQuotedPrintable: Bool)

    init(_ bytes: [UInt8]) { reader = LineReader(bytes) }

    var text: [UInt8] { reader.text }
    var lineEnd: [UInt8] { reader.lineEnd }

    mutating func scan() {
        lines.reserveCapacity(reader.bytes.count / 24 + 8)
        while failure == nil, let line = reader.next() { add(line) }
        if reader.endsAtCR { noteDefect("ends its lines with CR alone") }
        if text.firstIndex(of: 0, in: 0..<text.count) != nil { noteDefect("holds a NUL character") }
        guard failure == nil else { return }
        if let last = open.last {
            failure = "ends before END:\(name(of: components[last]))"
        } else if components.isEmpty {
            failure = "is empty"
        }
    }

    private mutating func add(_ line: LineReader.Line) {
        guard lines.count < CalendarText.maximumLines else {
            failure = "has more than \(CalendarText.maximumLines) lines"
            return
        }
        let text = reader.text
        guard let parts = split(text, line) else {
            if components.isEmpty { failure = Self.noCalendar(text, line) }
            return noteDefect("line \(line.number) has no name and value")
        }
        let name = propertyNames.find(text, line.text.lowerBound..<parts.nameEnd)
        let value = parts.valueStart..<line.text.upperBound
        if name == .begin { begin(text, value) }
        let owner = open.last ?? -1
        if name == .end { end(text, value, line.number) }
        guard failure == nil else { return }
        guard owner >= 0 else {
            if components.isEmpty { failure = Self.noCalendar(text, line) }
            return noteDefect("has text after END:VCALENDAR")
        }
        if parts.isQuotedPrintable { noteDefect("line \(line.number) is quoted-printable") }
        lines.append(ContentLine(source: line.source, text: line.text, parts: parts, owner: owner, name: name))
    }

    private static func noCalendar(_ text: [UInt8], _ line: LineReader.Line) -> String {
        text[text.trimmed(line.text)].first == UInt8(ascii: "<")
            ? "is HTML or XML, not iCalendar" : noBegin
    }

    private static let noBegin = "does not begin with BEGIN:VCALENDAR"

    /// The name's end and the value's start; `nil` if the line has no colon or its name is none.
    private mutating func split(_ text: [UInt8], _ line: LineReader.Line) -> Parts? {
        let range = line.text
        var index = range.lowerBound
        while index < range.upperBound, text[index].isNameCharacter { index += 1 }
        guard index > range.lowerBound, index < range.upperBound else { return nil }
        let nameEnd = index
        if text[index] == .colon { return (nameEnd, index + 1, false) }
        guard text[index] == .semicolon else { return nil }
        var (isQuoted, isQuotedPrintable) = (false, false)
        while index < range.upperBound {
            switch text[index] {
            case .quote: isQuoted.toggle()
            case .colon where !isQuoted: return (nameEnd, index + 1, isQuotedPrintable)
            case .equals where !isQuoted, .semicolon where !isQuoted:
                if text.namesQuotedPrintable(after: index, in: range) { isQuotedPrintable = true }
            default: break
            }
            index += 1
        }
        guard let colon = text.firstIndex(of: .colon, in: nameEnd..<range.upperBound) else { return nil }
        noteDefect("line \(line.number) has a quote without its other half")
        return (nameEnd, colon + 1, isQuotedPrintable)
    }

    private mutating func begin(_ text: [UInt8], _ value: Range<Int>) {
        let range = text.trimmed(value)
        let name = componentNames.find(text, range)
        guard open.count < CalendarText.maximumDepth else {
            failure = "has components nested deeper than \(CalendarText.maximumDepth)"
            return
        }
        guard !open.isEmpty || name == .calendar else {
            failure = components.isEmpty ? Self.noBegin : "has a component after END:VCALENDAR"
            return
        }
        components.append(
            Component(name: name, nameRange: range, begin: lines.count, end: lines.count, parent: open.last))
        open.append(components.count - 1)
    }

    private mutating func end(_ text: [UInt8], _ value: Range<Int>, _ number: Int) {
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

// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// A calendar object resource taken apart into lines and components, all as ranges over its bytes.
struct CalendarText {
    /// Bytes of one calendar object resource; larger texts are not read.
    static let maximumSize = 10 << 20
    static let maximumDepth = 50
    static let maximumLines = 500_000

    /// As received.
    let bytes: [UInt8]
    /// In UTF-8, and unfolded (RFC 5545 §3.1). The same array where nothing was folded.
    let text: [UInt8]
    let lines: [ContentLine]
    let components: [Component]
    /// CR LF, or what else the first line ends with.
    let lineEnd: [UInt8]
    /// Why nothing in it can be relied on. The lines up to there are kept, for the people who have to look at it.
    let failure: String?
    /// Why it is never edited: the first thing found in it that is not iCalendar.
    let defect: String?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        guard bytes.count <= Self.maximumSize else {
            (text, lines, components, lineEnd, defect) = ([], [], [], [], nil)
            failure = "is larger than \(Self.maximumSize >> 20) MiB"
            return
        }
        let converted = utf8(fromUTF16: bytes)
        var scanner = CalendarScanner(converted ?? bytes)
        scanner.scan()
        text = scanner.text
        lines = scanner.lines
        components = scanner.components
        lineEnd = scanner.lineEnd
        failure = scanner.failure
        defect = converted == nil ? scanner.defect : "is UTF-16"
    }

    /// The lines of a component itself, without BEGIN, END and what is nested in it.
    func ownLines(of component: Int) -> OwnLines { OwnLines(text: self, component: components[component]) }

    func firstLine(_ name: PropertyName, of component: Int) -> ContentLine? {
        for line in ownLines(of: component) where line.name == name { return line }
        return nil
    }

    func children(of component: Int) -> [Int] {
        components.indices.filter { components[$0].parent == component }
    }

    /// All of them, names in upper case, values without their quotes.
    func parameters(of line: ContentLine) -> [PropertyParameter] {
        guard line.hasParameters else { return [] }
        return ParameterReader(text, line).map { parameter in
            PropertyParameter(
                name: string(parameter.name).uppercased(),
                values: text.parameterValues(parameter.values).map { string($0) })
        }
    }

    func parameter(_ name: ParameterName, of line: ContentLine) -> Range<Int>? {
        guard line.hasParameters else { return nil }
        for parameter in ParameterReader(text, line) where parameterNames.find(text, parameter.name) == name {
            return parameter.values
        }
        return nil
    }
}

struct OwnLines: Sequence, IteratorProtocol {
    private let lines: [ContentLine]
    private let components: [Component]
    private var index: Int
    private let end: Int

    init(text: CalendarText, component: Component) {
        lines = text.lines
        components = text.components
        index = component.begin + 1
        end = component.end
    }

    mutating func next() -> ContentLine? {
        while index < end {
            let line = lines[index]
            if line.name == .begin {
                index = components[Int(line.owner)].end + 1
            } else {
                index += 1
                return line
            }
        }
        return nil
    }
}

// SPDX-License-Identifier: Apache-2.0

/// One parameter as ranges over the unfolded text; `values` still has its quotes and commas.
struct Parameter {
    let name: Range<Int>
    let values: Range<Int>
}

/// Goes through the parameters of a content line: `;NAME=value,"value"`.
struct ParameterReader: Sequence, IteratorProtocol {
    private let text: [UInt8]
    private var position: Int
    private let end: Int

    init(_ text: [UInt8], _ line: ContentLine) {
        self.text = text
        position = line.parameterRange.lowerBound
        end = line.parameterRange.upperBound
    }

    mutating func next() -> Parameter? {
        guard position < end, text[position] == .semicolon else { return nil }
        let start = position + 1
        var equals: Int?
        var isQuoted = false
        position = start
        while position < end {
            let byte = text[position]
            if byte == .quote {
                isQuoted.toggle()
            } else if !isQuoted {
                if byte == .semicolon { break }
                if byte == .equals, equals == nil { equals = position }
            }
            position += 1
        }
        guard let equals else { return Parameter(name: start..<position, values: position..<position) }
        return Parameter(name: start..<equals, values: equals + 1..<position)
    }
}

extension [UInt8] {
    /// The single values of a parameter, without their quotes.
    func parameterValues(_ range: Range<Int>) -> ParameterValues {
        ParameterValues(text: self, start: range.lowerBound, end: range.upperBound)
    }

    func unquoted(_ range: Range<Int>) -> Range<Int> {
        guard range.count >= 2, self[range.lowerBound] == .quote, self[range.upperBound - 1] == .quote else {
            return range
        }
        return range.lowerBound + 1..<range.upperBound - 1
    }
}

struct ParameterValues: Sequence, IteratorProtocol {
    fileprivate let text: [UInt8]
    /// `nil` after the last one.
    fileprivate var start: Int?
    fileprivate let end: Int

    mutating func next() -> Range<Int>? {
        guard let start else { return nil }
        var isQuoted = false
        for index in start..<end {
            if text[index] == .quote {
                isQuoted.toggle()
            } else if text[index] == .comma, !isQuoted {
                self.start = index + 1
                return text.unquoted(start..<index)
            }
        }
        self.start = nil
        return text.unquoted(start..<end)
    }
}

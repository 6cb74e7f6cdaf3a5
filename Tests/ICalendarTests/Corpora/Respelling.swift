// SPDX-License-Identifier: Apache-2.0

@testable import ICalendar

/// Other ways to write the same text, made from its content lines.
struct Respelling {
    /// `nil`: the text cannot be written so.
    typealias Spell = @Sendable ([UInt8]) -> [UInt8]?

    static let all: [(name: String, spell: Spell)] = [
        ("refolded", { written(lines($0), lineEnd: [13, 10]) }),
        ("with LF", { written(lines($0), lineEnd: [10]) }),
        ("folded at every 7th byte", { narrow(lines($0)) }),
        ("with blank lines", { written(lines($0).map { $0 + [13, 10] }, lineEnd: [13, 10], isFolded: false) }),
        ("in reverse order", { written(reversed($0), lineEnd: [13, 10]) }),
        ("all parameters quoted", { written(quoted($0), lineEnd: [13, 10]) }),
        ("names in lower case", { written(lowercased($0), lineEnd: [13, 10]) }),
    ]

    private static func lines(_ bytes: [UInt8]) -> [[UInt8]] {
        let text = CalendarText(bytes)
        return text.lines.map { Array(text.text[$0.textRange]) }
    }

    private static func written(_ lines: [[UInt8]], lineEnd: [UInt8], isFolded: Bool = true) -> [UInt8] {
        var result: [UInt8] = []
        for line in lines {
            if isFolded { result.appendFolded(line, lineEnd: lineEnd) } else { result += line + lineEnd }
        }
        return result
    }

    private static func narrow(_ lines: [[UInt8]]) -> [UInt8] {
        var result: [UInt8] = []
        for line in lines {
            for (index, byte) in line.enumerated() {
                if index > 0, index % 7 == 0 { result += [13, 10, 9] }
                result.append(byte)
            }
            result += [13, 10]
        }
        return result
    }

    /// The properties of each component the other way round; what is nested in it stays behind them.
    private static func reversed(_ bytes: [UInt8]) -> [[UInt8]] {
        let text = CalendarText(bytes)
        func component(_ index: Int) -> [[UInt8]] {
            let (begin, end) = (text.lines[text.components[index].begin], text.lines[text.components[index].end])
            return [Array(text.text[begin.textRange])]
                + text.ownLines(of: index).map { Array(text.text[$0.textRange]) }
                .reversed() + text.children(of: index).flatMap(component) + [Array(text.text[end.textRange])]
        }
        return text.components.indices.filter { text.components[$0].parent == nil }.flatMap(component)
    }

    private static func quoted(_ bytes: [UInt8]) -> [[UInt8]] {
        let text = CalendarText(bytes)
        return text.lines.map { line in
            var result = Array(text.text[line.nameRange])
            for parameter in ParameterReader(text.text, line) {
                let values = text.text.parameterValues(parameter.values).map {
                    Array("\"".utf8) + text.text[$0] + Array("\"".utf8)
                }
                result +=
                    [.semicolon] + text.text[parameter.name] + [.equals] + Array(values.joined(separator: [.comma]))
            }
            return result + [.colon] + text.text[line.valueRange]
        }
    }

    private static func lowercased(_ bytes: [UInt8]) -> [[UInt8]] {
        let text = CalendarText(bytes)
        return text.lines.map { line in
            text.text[line.nameRange].map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
                + text.text[line.nameRange.upperBound..<line.textRange.upperBound]
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Fuzzing

@testable import ICalendar

/// Bytes → lines, components, parameters, and lines → bytes.
@main enum FuzzContentLines {
    static func main() {
        fuzz { test(bytes($0, $1)) }
    }
}

private func test(_ input: [UInt8]) -> Int32 {
    checkReader(input)
    let text = CalendarText(input)
    checkLines(text)
    checkComponents(text)
    checkPatches(text)
    _ = try? content(of: input)
    return 0
}

/// The lines are the text in its order; what lies between them is empty.
private func checkReader(_ input: [UInt8]) {
    var reader = LineReader(input)
    var (source, text, number) = (input.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0, 0, 0)
    let blank: [UInt8] = [.carriageReturn, .lineFeed, .space, .tab]
    while let line = reader.next() {
        check(line.source.lowerBound >= source && line.source.upperBound <= input.count, "lines lie in the bytes")
        check(input[source..<line.source.lowerBound].allSatisfy(blank.contains), "only blanks between lines")
        check(line.text.lowerBound >= text && line.text.upperBound <= reader.text.count, "and in the text")
        check(line.number > number, "numbers ascend")
        check(reader.text[line.text].count <= line.source.count, "unfolding adds nothing")
        (source, text, number) = (line.source.upperBound, line.text.upperBound, line.number)
    }
    check(input[min(source, input.count)...].allSatisfy(blank.contains), "only blanks after the last line")
}

private func checkLines(_ text: CalendarText) {
    let size = text.text.count
    for line in text.lines {
        let parts = [line.nameRange, line.parameterRange, line.valueRange]
        check(line.nameRange.lowerBound == line.textRange.lowerBound, "a line begins with its name")
        check(line.valueRange.upperBound == line.textRange.upperBound && line.textRange.upperBound <= size, "its end")
        check(zip(parts, parts.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound }, "parts in order")
        check(text.text[line.nameRange].allSatisfy(\.isNameCharacter) && !line.nameRange.isEmpty, "a name")
        check(text.text[line.valueRange.lowerBound - 1] == .colon, "a colon before the value")
        checkParameters(of: line, in: text)
        _ = text.textValue(of: line)
        let end = text.text.items(of: line.valueRange).reduce(line.valueRange.lowerBound - 1) {
            check($1.lowerBound == $0 + 1, "items follow each other")
            return $1.upperBound
        }
        check(end == line.valueRange.upperBound, "items are the whole value")
    }
}

private func checkParameters(of line: ContentLine, in text: CalendarText) {
    for parameter in ParameterReader(text.text, line) {
        check(line.parameterRange.contains(parameter.name), "a parameter's name lies in the line")
        check(line.parameterRange.contains(parameter.values), "and its values")
        for value in text.text.parameterValues(parameter.values) {
            check(parameter.values.contains(value), "and each of them")
            check(!text.parameterText(value).utf8.contains(0), "without control characters")
        }
    }
}

private func checkComponents(_ text: CalendarText) {
    var seen = 0
    for (index, component) in text.components.enumerated() {
        check(component.parent.map { $0 < index } ?? true, "parents come first")
        guard text.failure == nil else { continue }
        check(component.begin < component.end && component.end < text.lines.count, "lines lie in the text")
        check(text.lines[component.begin].name == .begin && text.lines[component.end].name == .end, "BEGIN and END")
        for line in text.ownLines(of: index) {
            check(Int(line.owner) == index, "own lines are owned")
            seen += 1
        }
    }
    guard text.failure == nil else { return }
    check(seen + 2 * text.components.count == text.lines.count, "each line has one component")
}

/// Nothing changed gives the bytes; every line written anew reads as before.
private func checkPatches(_ text: CalendarText) {
    check(TextPatch(text).result() == text.bytes, "an empty patch changes nothing")
    guard text.failure == nil, text.defect == nil,
        text.text.firstIndex(of: .carriageReturn, in: 0..<text.text.count) == nil
            || text.lineEnd == [.carriageReturn, .lineFeed]
    else { return }
    var patch = TextPatch(text)
    let lines = text.lines.map { Array(text.text[$0.textRange]) }
    // A CR inside a line would be lost where a fold comes to stand behind it.
    guard !lines.contains(where: { $0.contains(.carriageReturn) }) else { return }
    for (line, content) in zip(text.lines, lines) { patch.replace(line, with: content) }
    let written = patch.result()
    let again = CalendarText(written)
    check(again.lines.map { Array(again.text[$0.textRange]) } == lines, "lines written anew read as before")
    let longest = written.split(separator: .lineFeed).map(\.count).max() ?? 0
    check(longest <= 76, "no line of more than 75 octets")
}

extension Range<Int> {
    fileprivate func contains(_ other: Range<Int>) -> Bool {
        other.lowerBound >= lowerBound && other.upperBound <= upperBound
    }
}

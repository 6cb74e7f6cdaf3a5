// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// Carries out the edits of one component.
struct ComponentEditor {
    private let text: CalendarText
    private let component: Int
    /// Before it new properties go: the first nested component, else END.
    private let propertyEnd: ContentLine
    private let end: ContentLine

    init(_ text: CalendarText, component: Int) {
        self.text = text
        self.component = component
        let (begin, end) = (text.components[component].begin, text.components[component].end)
        self.end = text.lines[end]
        propertyEnd = text.lines[(begin + 1)..<end].first { $0.name == .begin } ?? text.lines[end]
    }

    /// The changed property as it will be read again; empty for none.
    func carryOut(_ change: PropertyEdit.Change, _ name: String, in patch: inout TextPatch) throws(ICalendarError)
        -> [Property]
    {
        if let nested = name.nestedComponentName { return try carryOutNested(change, nested, in: &patch) }
        let lines = text.ownLines(of: component).filter { text.text.isName(name, at: $0.nameRange) }
        switch change {
        case .remove:
            for line in lines { patch.remove(line) }
            return []
        case .value(let value): return try setValue(value, name, lines, in: &patch)
        case .replace(let properties): return try replace(lines, by: properties, name, in: &patch)
        }
    }

    private func setValue(
        _ value: String, _ name: String, _ lines: [ContentLine], in patch: inout TextPatch
    ) throws(ICalendarError) -> [Property] {
        guard let first = lines.first else {
            let content = Array("\(name):\(value)".utf8)
            let properties = try canonical(content)
            patch.insert(content, before: propertyEnd)
            return properties
        }
        let content = head(of: first) + [.colon] + Array(value.utf8)
        let properties = try canonical(content)
        for line in lines.dropFirst() { patch.remove(line) }
        // What stands there may be what no property can hold; it goes all the same.
        let current = try? canonical(Array(text.text[first.textRange]))
        if let current, properties.map(\.value) == current.map(\.value) { return current }
        patch.replace(first, with: content)
        return properties
    }

    /// Name and parameters without those that speak of the old value.
    private func head(of line: ContentLine) -> [UInt8] {
        var result = Array(text.text[line.nameRange])
        guard line.hasParameters else { return result }
        for parameter in ParameterReader(text.text, line) {
            switch parameterNames.find(text.text, parameter.name) {
            case .alternative, .encoding, .charset: break
            // What was a URI becomes a text.
            case .value where ValueSpelling.isText(line.name): break
            default:
                result.append(.semicolon)
                result += text.text[parameter.name.lowerBound..<parameter.values.upperBound]
            }
        }
        return result
    }

    private func replace(
        _ lines: [ContentLine], by properties: [Property], _ name: String, in patch: inout TextPatch
    ) throws(ICalendarError) -> [Property] {
        var wanted: [Property: Int] = [:]
        var all: [(piece: Property, line: String)] = []
        for property in properties {
            try Self.check(property, named: name)
            let pieces = try canonical(Array(property.wireText.utf8))
            for piece in pieces {
                wanted[piece, default: 0] += 1
                all.append((piece, pieces.count == 1 ? property.wireText : piece.wireText))
            }
        }
        for line in lines {
            let pieces = (try? canonical(Array(text.text[line.textRange]))) ?? []
            if !pieces.isEmpty, pieces.allSatisfy({ wanted[$0, default: 0] > 0 }), Set(pieces).count == pieces.count {
                for piece in pieces { wanted[piece, default: 0] -= 1 }
            } else {
                patch.remove(line)
            }
        }
        let place = lines.first ?? propertyEnd
        for (piece, line) in all where wanted[piece, default: 0] > 0 {
            wanted[piece, default: 0] -= 1
            patch.insert(Array(line.utf8), before: place)
        }
        return all.map(\.piece)
    }

    private static func check(_ property: Property, named name: String) throws(ICalendarError) {
        guard property.name.uppercased() == name else { throw ICalendarError("\(property.name) is not \(name)") }
        for parameter in property.parameters {
            guard !parameter.name.isEmpty, parameter.name.utf8.allSatisfy(\.isNameCharacter), !parameter.values.isEmpty
            else { throw ICalendarError("a parameter of \(name) has no name or no value") }
        }
    }

    private func carryOutNested(
        _ change: PropertyEdit.Change, _ name: String, in patch: inout TextPatch
    ) throws(ICalendarError) -> [Property] {
        let all: [Property]
        switch change {
        case .remove: all = []
        case .replace(let properties): all = properties
        case .value: throw ICalendarError("a nested component has no value of its own")
        }
        var wanted: [Property: Int] = [:]
        for property in all { wanted[property, default: 0] += 1 }
        for child in text.children(of: component) where text.text.isName(name, at: text.components[child].nameRange) {
            let current = properties(nestedIn: child, named: name)
            if let count = wanted[current], count > 0 {
                wanted[current] = count - 1
            } else {
                patch.remove(component: child)
            }
        }
        for property in all {
            guard let count = wanted[property], count > 0 else { continue }
            wanted[property] = count - 1
            for line in ["BEGIN:\(name)"] + property.value.split(separator: "\n").map(String.init) + ["END:\(name)"] {
                patch.insert(Array(line.utf8), before: end)
            }
        }
        return all
    }

    private func properties(nestedIn child: Int, named name: String) -> Property {
        let lines = ICalendar.properties(of: child, in: text).map(\.blockText)
        return Property(name: "BEGIN:\(name)", value: lines.joined(separator: "\n"))
    }

    /// How a content line is read.
    private func canonical(_ line: [UInt8]) throws(ICalendarError) -> [Property] {
        guard !line.contains(where: { $0.isControl || $0 == 0x7F }) else {
            throw ICalendarError("a property cannot hold control characters")
        }
        let head = Array("BEGIN:VCALENDAR\nBEGIN:X\n".utf8)
        let text = CalendarText(head + line + Array("\nEND:X\nEND:VCALENDAR\n".utf8))
        guard text.failure == nil, text.defect == nil, text.lines.count == 5 else {
            throw ICalendarError("“\(decode(line, 0..<min(40, line.count)))” is not a property")
        }
        return ICalendar.properties(of: 1, in: text, isComplete: true)
    }
}

extension Property {
    /// As lines: a nested component as its block.
    var blockText: String {
        guard let name = name.nestedComponentName else { return wireText }
        return "BEGIN:\(name)\n" + (value.isEmpty ? "" : value + "\n") + "END:\(name)"
    }
}

extension String {
    /// `VALARM` of `BEGIN:VALARM`.
    var nestedComponentName: String? { hasPrefix("BEGIN:") ? String(dropFirst(6)) : nil }
}

extension [UInt8] {
    func isName(_ name: String, at range: Range<Int>) -> Bool {
        name.utf8.count == range.count && zip(name.utf8, range).allSatisfy { $0 == self[$1].asciiUppercased }
    }
}

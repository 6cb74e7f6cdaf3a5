// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// What a text says, free of spelling and without what every client rewrites (DTSTAMP, CREATED, LAST-MODIFIED).
///
/// A component nested in another, as an alarm, is a property named `BEGIN:VALARM` whose value holds its lines.
package func content(of body: [UInt8]) throws(ICalendarError) -> ObjectContent {
    content(of: try CalendarObject(CalendarText(body), zones: .system))
}

func content(of object: CalendarObject) -> ObjectContent {
    var result = ObjectContent(components: [:])
    for item in object.items where !item.isSuperseded {
        result.components[item.key] = properties(of: item.component, in: object.text)
    }
    return result
}

/// Sorted.
func properties(of component: Int, in text: CalendarText, isComplete: Bool = false) -> [Property] {
    let lines = CanonicalForm.lines(of: component, in: text, isComplete: isComplete).split(separator: .lineFeed)
    var result: [Property] = []
    var nested: (name: String, depth: Int, lines: [String])?
    for line in lines {
        let property = CanonicalForm.property(line)
        guard var block = nested else {
            if property.name == "BEGIN" {
                nested = ("BEGIN:\(property.value)", 1, [])
            } else {
                result.append(property)
            }
            continue
        }
        if property.name == "BEGIN" { block.depth += 1 }
        if property.name == "END" { block.depth -= 1 }
        if block.depth == 0 {
            result.append(Property(name: block.name, value: block.lines.joined(separator: "\n")))
            nested = nil
        } else {
            block.lines.append(property.wireText)
            nested = block
        }
    }
    return result
}

extension CanonicalForm {
    static func property(_ line: ArraySlice<UInt8>) -> Property {
        let end = line.firstIndex(of: valueMark) ?? line.endIndex
        let parts = line[..<end].split(separator: parameterMark, omittingEmptySubsequences: false)
        let parameters = parts.dropFirst().map { part in
            let name = part.firstIndex(of: valuesMark) ?? part.endIndex
            let values = part[name...].dropFirst().split(separator: nextValueMark, omittingEmptySubsequences: false)
            return PropertyParameter(name: text(part[..<name]), values: values.map(text))
        }
        return Property(name: text(parts.first ?? []), parameters: parameters, value: text(line[end...].dropFirst()))
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        decode(Array(bytes), 0..<bytes.count)
    }
}

extension Property {
    /// As a content line, unfolded.
    var wireText: String {
        var result = name
        for parameter in parameters {
            result += ";\(parameter.name)="
            result += parameter.values.map(Self.quoted).joined(separator: ",")
        }
        return result + ":" + value
    }

    /// In quotes where it has to be; a quote of its own becomes `^'` (RFC 6868).
    private static func quoted(_ value: String) -> String {
        let value = value.contains("\"") ? String(value.flatMap { $0 == "\"" ? "^'" : String($0) }) : value
        let needsQuotes = value.utf8.contains { $0 == .colon || $0 == .semicolon || $0 == .comma }
        return needsQuotes ? "\"\(value)\"" : value
    }
}

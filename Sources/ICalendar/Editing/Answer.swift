// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// One attendee's answer: the value of PARTSTAT in that line, and nothing else (RFC 6638 §3.2.2.1).
func answered(
    _ body: [UInt8], _ answer: Participation, at key: ComponentKey
) throws(ICalendarError) -> [UInt8] {
    let status = answer.status.uppercased()
    guard ["ACCEPTED", "DECLINED", "TENTATIVE", "NEEDS-ACTION"].contains(status) else {
        throw ICalendarError("an answer is accepted, declined, tentative or needs-action")
    }
    let address = try Attendee.writable(answer.address).lowercased()
    let object = try editable(body, zones: .system)
    var expected = content(of: object)
    func isMeant(_ property: Property) -> Bool { property.name == "ATTENDEE" && property.value.lowercased() == address }
    let old = expected.components[key]?.first(where: isMeant)
    guard let old else { throw ICalendarError("\(answer.address) is not among the attendees") }
    var patch = TextPatch(object.text)
    for item in object.items {
        // Of a series also the overrides whose answer was the same.
        guard item.key == key || key.recurrenceID == nil,
            let mine = expected.components[item.key]?.first(where: isMeant),
            item.key == key || mine.participation == old.participation
        else { continue }
        for line in object.text.ownLines(of: item.component) where line.name == .attendee {
            let value = object.text.text.trimmed(line.valueRange)
            guard object.text.string(value).lowercased() == address else { continue }
            patch.replace(line, with: object.text.line(line, answering: status))
        }
        expected.components[item.key] = expected.components[item.key]?.map {
            isMeant($0) ? $0.answering(status) : $0
        }
    }
    guard expected != content(of: object) else { return body }
    let result = patch.result()
    try check(result, says: expected, like: object)
    return result
}

extension Property {
    fileprivate var participation: [String]? { parameters.first { $0.name == "PARTSTAT" }?.values }

    fileprivate func answering(_ status: String) -> Property {
        let others = parameters.filter { $0.name != "PARTSTAT" }
        let all = others + [PropertyParameter(name: "PARTSTAT", values: [status])]
        return Property(name: name, parameters: all.sorted { $0.name < $1.name }, value: value)
    }
}

extension CalendarText {
    /// The line with another PARTSTAT; every other byte as it is.
    fileprivate func line(_ line: ContentLine, answering status: String) -> [UInt8] {
        let range = line.textRange
        for parameter in ParameterReader(text, line)
        where parameterNames.find(text, parameter.name) == .participation {
            return text[range.lowerBound..<parameter.name.upperBound] + [.equals] + Array(status.utf8)
                + text[parameter.values.upperBound..<range.upperBound]
        }
        return text[range.lowerBound..<line.nameRange.upperBound] + Array(";PARTSTAT=\(status)".utf8)
            + text[line.nameRange.upperBound..<range.upperBound]
    }
}

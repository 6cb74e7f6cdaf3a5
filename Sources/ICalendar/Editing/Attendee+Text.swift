// SPDX-License-Identifier: Apache-2.0

import CalendarModel

extension Attendee {
    private static let roles: Set = ["chair", "req-participant", "opt-participant", "non-participant"]

    /// A calendar user address as it stands in a value (RFC 5545 §3.3.3).
    static func writable(_ address: String) throws(ICalendarError) -> String {
        let address = calendarUserAddress(address)
        guard address.contains(":"), !address.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == .quote }) else {
            throw ICalendarError("“\(address.prefix(80))” is no address: write somebody@example.org")
        }
        return address
    }

    /// The line of somebody who has not been asked before.
    func invitation(_ address: String) throws(ICalendarError) -> Property {
        var parameters = [PropertyParameter(name: "PARTSTAT", values: ["NEEDS-ACTION"])]
        parameters.append(PropertyParameter(name: "ROLE", values: [try writableRole ?? "REQ-PARTICIPANT"]))
        parameters.append(PropertyParameter(name: "RSVP", values: ["TRUE"]))
        if let name, !name.isEmpty { parameters.append(PropertyParameter(name: "CN", values: [Self.parameter(name)])) }
        return Property(name: "ATTENDEE", parameters: parameters, value: address)
    }

    /// The line with what is asked for; everything else in it stays.
    func changing(_ line: Property) throws(ICalendarError) -> Property {
        var parameters = line.parameters
        func set(_ name: String, _ value: String) {
            let parameter = PropertyParameter(name: name, values: [value])
            if let index = parameters.firstIndex(where: { $0.name == name }) {
                parameters[index] = parameter
            } else {
                parameters.append(parameter)
            }
        }
        if let name, !name.isEmpty { set("CN", Self.parameter(name)) }
        if let role = try writableRole { set("ROLE", role) }
        return Property(name: line.name, parameters: parameters, value: line.value)
    }

    private var writableRole: String? {
        get throws(ICalendarError) {
            guard let role else { return nil }
            guard Self.roles.contains(role.lowercased()) else {
                throw ICalendarError("a role is one of \(Self.roles.sorted().joined(separator: ", "))")
            }
            return role.uppercased()
        }
    }

    /// RFC 6868, but for quotes, which every parameter value gets.
    private static func parameter(_ text: String) -> String {
        let clean = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : String($0) }.joined()
        return clean.split(separator: "^", omittingEmptySubsequences: false).joined(separator: "^^")
            .split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "^'")
    }
}

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

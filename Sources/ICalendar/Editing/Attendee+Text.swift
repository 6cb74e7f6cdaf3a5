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

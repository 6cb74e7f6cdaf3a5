// SPDX-License-Identifier: Apache-2.0

package import ControlWire

/// Categories, reminders and people as a person gives them, in the terms of the wire.
package enum DetailInput {
    /// One empty name stands for none.
    package static func names(_ names: [String]) -> [String] { names.filter { !$0.isEmpty } }

    /// Lengths before the start; one empty text stands for no reminder.
    package static func alarms(_ lengths: [String]) throws(InputError) -> [AlarmDocument] {
        var result: [AlarmDocument] = []
        for text in lengths where !text.isEmpty {
            guard let length = Length(text) else {
                throw InputError("\"\(plain(text))\" is not a length. Write 10m, 1h30m or 1d.")
            }
            result.append(AlarmDocument(trigger: "-\(length.iso)"))
        }
        return result
    }

    /// Who is invited afterwards.
    ///
    /// - Throws: when somebody is not to be invited who is not.
    package static func attendees(
        _ current: [ParticipantDocument], inviting new: [String], without gone: [String]
    ) throws(InputError) -> [AttendeeRequest] {
        var result = current.filter { $0.kind == "attendee" }.map { AttendeeRequest(address: $0.address) }
        for address in gone {
            guard let index = result.firstIndex(where: { bare($0.address) == bare(address) }) else {
                let all = result.map { plain(bare($0.address)) }.joined(separator: ", ")
                throw InputError("\(plain(address)) is not invited\(all.isEmpty ? "." : ", only \(all).")")
            }
            result.remove(at: index)
        }
        for address in new where !result.contains(where: { bare($0.address) == bare(address) }) {
            result.append(AttendeeRequest(address: address))
        }
        return result
    }

    private static func bare(_ address: String) -> String {
        let address = address.lowercased()
        return address.hasPrefix("mailto:") ? String(address.dropFirst(7)) : address
    }
}

// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage

/// A new calendar as a client asks for it.
package struct RequestedCalendar: Sendable, Equatable {
    package var name: String
    /// `nil`: the only one.
    package var account: String?
    package var color: String?
    package var order: Int?
    /// Empty: `VEVENT` alone.
    package var components: [String]
    package init(
        name: String, account: String? = nil, color: String? = nil, order: Int? = nil, components: [String] = []
    ) {
        self.name = name
        self.account = account
        self.color = color
        self.order = order
        self.components = components
    }
}

/// What no calendar may be called or look like; the colour comes back in lower case.
func checked(_ properties: CalendarProperties) throws(BridgeError) -> CalendarProperties {
    var properties = properties
    if let name = properties.displayName {
        let isClean = name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        guard isClean, name.contains(where: { !$0.isWhitespace }) else {
            throw BridgeError(.invalid, "A calendar needs a name, in one line.")
        }
        guard name.utf8.count <= 255 else { throw BridgeError(.invalid, "A calendar's name has at most 255 bytes.") }
    }
    if let color = properties.color {
        let digits = color.utf8.dropFirst()
        guard color.hasPrefix("#"), digits.count == 6, digits.allSatisfy(isHexDigit) else {
            throw BridgeError(.invalid, "\"\(color.prefix(64))\" is no colour.", hint: "Write it as in #3465a4")
        }
        properties.color = color.lowercased()
    }
    if let order = properties.order, !(0...1_000_000).contains(order) {
        throw BridgeError(.invalid, "A place is a number from 0 to 1000000.")
    }
    return properties
}

func checkedComponents(_ names: [String]) throws(BridgeError) -> [String] {
    let names = names.map { $0.uppercased() }
    if let unknown = names.first(where: { !["VEVENT", "VTODO", "VJOURNAL"].contains($0) }) {
        throw BridgeError(
            .invalid, "A calendar holds no \(unknown.prefix(64)).", hint: "There are VEVENT, VTODO and VJOURNAL.")
    }
    return names.isEmpty ? ["VEVENT"] : names
}

private func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
        UInt8(ascii: "A")...UInt8(ascii: "F"):
        true
    default: false
    }
}

extension CalendarWish {
    /// After somebody wants `properties`. What the server has already needs no request, unless one that says otherwise
    /// may be under way.
    func wanting(_ properties: CalendarProperties, of record: CalendarRecord, at now: Instant) -> CalendarWish {
        let asked = self.properties
        let needed = properties.without(record.properties)
        var wish = CalendarWish(queuedAt: isWaiting ? queuedAt : now)
        wish.properties.displayName =
            asked.displayName == nil ? needed.displayName : properties.displayName ?? asked.displayName
        wish.properties.color = asked.color == nil ? needed.color : properties.color ?? asked.color
        wish.properties.order = asked.order == nil ? needed.order : properties.order ?? asked.order
        return wish
    }
}

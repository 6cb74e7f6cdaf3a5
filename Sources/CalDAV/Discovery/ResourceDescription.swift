// SPDX-License-Identifier: Apache-2.0

/// What a resource says about itself.
struct ResourceDescription {
    let url: RemoteURL
    private(set) var principal: RemoteURL?
    private(set) var homes: [RemoteURL] = []
    private(set) var addresses: [String] = []
    private(set) var isCollection = false
    private(set) var isCalendar = false
    private(set) var isUnauthenticated = false
    private(set) var hasOutbox = false

    /// What is beyond that is no list of a person's.
    private static let mostHomes = 100
    private static let mostAddresses = 100
    /// RFC 5321 §4.5.3.1, in bytes.
    private static let longestAddress = 320

    init(_ responses: [DAVResponse], _ url: RemoteURL) {
        self.url = url
        for found in responses.map(\.found) {
            principal = principal ?? found.text(of: .currentUserPrincipal).flatMap(url.resolving)
            homes += found.allTexts(of: .calendarHomeSet).compactMap(url.resolving)
            addresses += found.allTexts(of: .calendarUserAddressSet).compactMap(Self.mailAddress)
            isCollection = isCollection || found.marks.contains(.collection)
            isCalendar = isCalendar || found.marks.contains(.calendar)
            isUnauthenticated = isUnauthenticated || found.marks.contains(.unauthenticated)
            hasOutbox = hasOutbox || found.text(of: .scheduleOutboxURL) != nil
        }
        var seen: Set<String> = []
        addresses = Array(addresses.filter { seen.insert($0).inserted }.prefix(Self.mostAddresses))
        homes = Array(homes.prefix(Self.mostHomes))
    }

    /// Of `mailto:Alice%40x@example.org` what stands after the colon, decoded and in lower case; `nil` for other URIs,
    /// such as the paths and `urn:uuid:` that servers list beside it.
    private static func mailAddress(_ uri: String) -> String? {
        guard uri.prefix(7).lowercased() == "mailto:" else { return nil }
        let encoded = uri.dropFirst(7).prefix { $0 != "?" }
        guard let address = String(validating: percentDecoded(Array(encoded.utf8)), as: UTF8.self)?.lowercased(),
            address.contains("@"), address.utf8.count <= longestAddress,
            address.unicodeScalars.allSatisfy({ $0.value > 32 && !(0x7F..<0xA0).contains($0.value) })
        else { return nil }
        return address
    }

    /// In one line for people.
    var summary: String {
        if isUnauthenticated { return "it does not take us for anybody" }
        var parts: [String] = []
        if let principal { parts.append("we are \(principal.path)") }
        if !homes.isEmpty { parts.append("calendars are in " + homes.map(\.text).joined(separator: ", ")) }
        if !addresses.isEmpty { parts.append("our addresses are " + addresses.joined(separator: ", ")) }
        if isCalendar { parts.append("it is a calendar") }
        if parts.isEmpty { return isCollection ? "a folder, and not who we are" : "nothing about calendars" }
        return parts.joined(separator: "; ")
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The resources of the server.
enum ServerPath: Equatable {
    case root
    case wellKnown
    case principal
    case home
    case calendar
    case object(String)
    /// `/traffic/…`: no CalDAV, but for whoever drives the server by hand.
    case traffic(String)

    static let principalHref = "/principals/alice/"
    static let homeHref = "/calendars/alice/"
    static let calendarHref = "/calendars/alice/bench/"

    init?(_ path: String) {
        switch path {
        case "/": self = .root
        case "/.well-known/caldav", "/.well-known/caldav/": self = .wellKnown
        case Self.principalHref: self = .principal
        case Self.homeHref: self = .home
        case Self.calendarHref: self = .calendar
        case _ where path.hasPrefix(Self.calendarHref):
            let name = path.dropFirst(Self.calendarHref.count)
            guard !name.contains("/") else { return nil }
            self = .object(String(name))
        case _ where path.hasPrefix("/traffic/"): self = .traffic(String(path.dropFirst(9)))
        default: return nil
        }
    }

    static func href(of name: String) -> String {
        calendarHref + (name.addingPercentEncoding(withAllowedCharacters: nameCharacters) ?? name)
    }

    private static let nameCharacters = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "/;"))
}

// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// A calendar that is to be made.
package struct NewCalendar: Sendable, Equatable {
    package var properties: CalendarProperties
    /// `VEVENT`, `VTODO`, …
    package var components: [String]
    package init(properties: CalendarProperties, components: [String] = ["VEVENT"]) {
        self.properties = properties
        self.components = components
    }
}

/// What a server said to a new calendar.
package enum CreationOutcome: Sendable, Equatable {
    /// It is there; what it looks like is told by the next poll.
    case done
    /// Something else stands at this place.
    case taken
    /// Refused for good; the text is for people.
    case refused(String)
    case tryLater(after: Duration?, String)
}

/// What a server said to new properties of a calendar.
package enum PropertiesOutcome: Sendable, Equatable {
    /// `refused` for good, with a `reason` for people; what is in neither was not asked for.
    case answered(taken: CalendarProperties, refused: CalendarProperties, reason: String)
    case tryLater(after: Duration?, String)
}

/// What a server said to the deletion of a calendar.
package enum DeletionOutcome: Sendable, Equatable {
    /// It is gone, or was not there.
    case done
    /// Refused for good, or in part; the text is for people.
    case refused(String)
    case tryLater(after: Duration?, String)
}

extension CalendarServer {
    /// What servers do that have no way to make calendars.
    package func create(_ calendar: NewCalendar, at name: RemoteName) async throws -> CreationOutcome {
        .refused("this kind of server makes no calendars")
    }

    package func update(_ properties: CalendarProperties, of calendar: Href) async throws -> PropertiesOutcome {
        .answered(
            taken: CalendarProperties(), refused: properties, reason: "this kind of server takes no name and colour")
    }

    package func deleteCalendar(_ calendar: Href, in home: RemoteHome) async throws -> DeletionOutcome {
        .refused("this kind of server deletes no calendars")
    }

    package func newCalendarName(in home: Href, segment: String) -> RemoteName {
        let path = home.rawValue + (home.rawValue.hasSuffix("/") ? "" : "/") + segment + "/"
        return RemoteName(href: Href(path), key: HrefKey(path))
    }
}

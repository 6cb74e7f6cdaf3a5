// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
package import RemoteCalendars

/// Calendars that come, go and change their looks.
extension MemoryServer {
    package func create(_ calendar: NewCalendar, at name: RemoteName) async throws -> CreationOutcome {
        try run("MKCALENDAR") { state in
            let path = name.key.rawValue
            guard path != state.calendarPath, state.others[path] == nil else { return .taken }
            state.others[path] = calendar.properties.without(state.refusedProperties)
            return .done
        }
    }

    package func update(_ properties: CalendarProperties, of calendar: Href) async throws -> PropertiesOutcome {
        try run("PROPPATCH") { state in
            let taken = properties.without(state.refusedProperties)
            let refused = properties.without(taken)
            if calendar.rawValue == state.calendarPath {
                state.properties = taken.over(state.properties)
            } else {
                state.others[calendar.rawValue] = taken.over(state.others[calendar.rawValue] ?? CalendarProperties())
            }
            return .answered(taken: taken, refused: refused, reason: refused.isEmpty ? "" : "not here")
        }
    }

    package func deleteCalendar(_ calendar: Href, in home: RemoteHome) async throws -> DeletionOutcome {
        try run("DELETE CALENDAR") { state in
            if calendar.rawValue == state.calendarPath {
                state.isListed = false
            } else {
                state.others[calendar.rawValue] = nil
            }
            state.objects = state.objects.filter { !$0.key.hasPrefix(calendar.rawValue) }
            return .done
        }
    }

    package func newCalendarName(in home: Href, segment: String) -> RemoteName {
        RemoteName(href: Href("/alice/\(segment)/"), key: HrefKey("/alice/\(segment)/"))
    }
}

extension MemoryServer.State {
    var calendar: RemoteCalendar {
        RemoteCalendar(
            name: memoryName(calendarPath), displayName: properties.displayName, color: properties.color,
            order: properties.order, syncToken: syncCollection ? token : nil, ctag: "c\(told)",
            supportsSyncCollection: syncCollection, maxResourceSize: maxResourceSize, resourceID: resourceID)
    }

    var otherCalendars: [RemoteCalendar] {
        others.sorted { $0.key < $1.key }.map { path, properties in
            RemoteCalendar(
                name: memoryName(path), displayName: properties.displayName, color: properties.color,
                order: properties.order, syncToken: syncCollection ? token(of: path) : nil, ctag: "c\(told)",
                supportsSyncCollection: syncCollection)
        }
    }

    /// The calendar with everything in it at another path, as DavMail does when a folder gets another name.
    package mutating func move(to path: String) {
        let from = calendarPath
        objects = Dictionary(
            uniqueKeysWithValues: objects.values.map { object in
                var moved = object
                moved.name = memoryName(path + object.name.href.rawValue.dropFirst(from.count))
                return (moved.name.key.rawValue, moved)
            })
        deleted = [:]
        calendarPath = path
    }
}

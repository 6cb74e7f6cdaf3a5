// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// Whether a calendar can be used.
package enum CalendarState: String, Sendable, CaseIterable {
    case active
    /// No longer in the settings.
    case detached
    /// No longer in the server's list.
    case missing
    /// The server says that we are somebody else.
    case held

    init(_ calendar: CalendarRecord, account: AccountRecord?) {
        if account?.state == .held {
            self = .held
        } else if calendar.isDetached || account == nil || account?.state == .detached {
            self = .detached
        } else {
            self = calendar.hiddenSince == nil ? .active : .missing
        }
    }

    /// Its events are in agenda, lists and search.
    package var isShown: Bool { self == .active || self == .held }
}

extension [CalendarRecord] {
    /// The one that somebody means: by `account/name`, by a short name or a display name that only one has.
    func named(_ name: String) throws(BridgeError) -> CalendarRecord {
        if let exact = first(where: { $0.id.rawValue == name }) { return exact }
        let lower = name.lowercased()
        let tests: [(CalendarRecord) -> Bool] = [
            { $0.id.shortName == name }, { $0.id.rawValue.lowercased() == lower },
            { $0.id.shortName.lowercased() == lower }, { $0.shownProperties.displayName == name },
            { $0.shownProperties.displayName?.lowercased() == lower },
        ]
        for test in tests {
            let found = filter(test)
            if found.count == 1 { return found[0] }
            if found.count > 1 {
                throw BridgeError(
                    .ambiguous, "Several calendars are called \"\(name)\".", hint: "Use one of: \(list(found))")
            }
        }
        throw BridgeError(
            .notFound, "There is no calendar \"\(name)\".",
            hint: isEmpty ? "almanac sync" : "Use one of: \(list(self))")
    }
}

extension CalendarBridge {
    /// Where a new event goes when nobody says: the first default of the settings that can be written, else the only
    /// calendar that can be.
    static func calendarForNewEvents(
        _ writable: [CalendarRecord], all: [CalendarRecord], defaults: [String]
    ) throws(BridgeError) -> CalendarRecord {
        for name in defaults {
            guard let wanted = try? all.named(name), writable.contains(where: { $0.id == wanted.id }) else { continue }
            return wanted
        }
        switch writable.count {
        case 1: return writable[0]
        case 0: throw BridgeError(.readOnly, "No calendar can be written.", hint: "almanac calendars")
        default:
            throw BridgeError(
                .ambiguous, "Several calendars can be written, and none of them is a default in the settings.",
                hint: "Add --calendar with one of: \(list(writable))")
        }
    }
}

extension CalendarRecord {
    /// Takes VEVENTs; a server that does not say takes all.
    var holdsEvents: Bool { components?.contains { $0.uppercased() == "VEVENT" } ?? true }
}

private func list(_ calendars: [CalendarRecord]) -> String {
    let names = calendars.prefix(20).map(\.id.rawValue).joined(separator: ", ")
    return calendars.count > 20 ? "\(names), …" : names
}

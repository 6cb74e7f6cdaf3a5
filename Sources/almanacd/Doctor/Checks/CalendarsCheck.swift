// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalDAV
import CalendarStorage
import Planning
import RemoteCalendars
import Settings
import SyncEngine

/// The login, and which calendars of the server the account means.
struct CalendarsCheck {
    let account: AccountSettings

    private var login: Check { Check("login", "login", account: account.name.rawValue) }
    private var check: Check { Check("calendars", "calendars", account: account.name.rawValue) }

    func judge(_ discovery: Discovery) -> Finding {
        let homes = discovery.home.homes.map(\.rawValue).joined(separator: ", ")
        let words = "\(account.username) is taken at \(discovery.place); calendars are in \(homes)"
        guard discovery.home.refusedHomes.isEmpty else {
            let refused = discovery.home.refusedHomes.map(\.rawValue).joined(separator: ", ")
            return login.warning(
                "\(words); \(refused) may not be given the password", "What is there is not read.",
                "write its host into the account's allowed_hosts, if it is to be trusted")
        }
        return login.ok(words)
    }

    func judge(login error: RemoteError) -> Finding {
        guard error.kind == .unauthorized else { return login.failure(error.message, "Nothing syncs.", error.hint) }
        return login.failure(
            "\(error.message); the password came from \(account.password)", "Nothing syncs.", error.hint,
            "$ almanac discover --explain \(account.name)")
    }

    func judge(poll error: RemoteError) -> Finding { check.failure(error.message, "Nothing syncs.", error.hint) }

    func judge(_ calendars: [RemoteCalendar]) -> [Finding] {
        let named = calendars.map { (short: calendarSlug(shortNameSegment(of: $0.name)), remote: $0) }
        let meant = named.filter {
            matches(account.calendars, shortName: $0.short, displayName: $0.remote.displayName)
        }
        let known = named.map(\.short).joined(separator: ", ")
        let useless = account.calendars.filter { pattern in
            !named.contains { matches([pattern], shortName: $0.short, displayName: $0.remote.displayName) }
        }
        guard !calendars.isEmpty else {
            return [check.warning("the server has none yet", nil, "$ almanac calendars create NAME")]
        }
        var found = useless.map {
            check.warning(
                "\"\($0)\" in the account's calendars means none", "There are: \(known).",
                "correct calendars in the settings", "$ almanac reload")
        }
        if let name = account.defaultCalendar { found += [defaultFinding(name, meant)].compactMap { $0 } }
        guard !meant.isEmpty else { return found }
        let listed = meant.filter { !$0.remote.supportsSyncCollection }.map(\.short)
        let way =
            listed.isEmpty
            ? "each tells what has changed"
            : "the server does not tell what has changed, so lists are compared: \(listed.joined(separator: ", "))"
        return [check.ok("\(meant.count) of \(calendars.count): \(meant.map(\.short).joined(separator: ", ")); \(way)")]
            + found
    }

    private func defaultFinding(_ name: String, _ meant: [(short: String, remote: RemoteCalendar)]) -> Finding? {
        guard let calendar = meant.first(where: { $0.short == name }) else {
            return check.warning(
                "the default \"\(name)\" is none of them", "New events need --calendar.",
                "correct default in the settings", "$ almanac reload")
        }
        guard calendar.remote.isWritable == false else { return nil }
        return check.warning(
            "the default \"\(name)\" is read-only", "New events are refused there.",
            "correct default in the settings", "$ almanac reload")
    }
}

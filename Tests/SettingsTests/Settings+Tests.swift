// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Settings
import Testing

/// A file with one good account, and what is put before and after it.
func file(before: String = "", after: String = "") -> String {
    """
    \(before)
    [[account]]
    name = "work"
    kind = "caldav"
    url = "https://dav.example.org/"
    username = "alice"
    password = { env = "P" }
    \(after)
    """
}

extension AlmanacSettings {
    func account(_ name: AccountName) -> AccountSettings? { accounts.first { $0.name == name } }
}

func settings(_ text: String, home: String? = "/home/alice") throws -> AlmanacSettings {
    let system = SettingsDefaults.system
    return try parseSettings(
        text, defaults: SettingsDefaults(databasePath: system.databasePath, socketPath: system.socketPath, home: home))
}

/// What is wrong with the text, line by line.
func problems(_ text: String) -> [String] {
    do {
        _ = try settings(text)
        return []
    } catch let problems as SettingsProblems {
        return problems.problems.map(\.description)
    } catch {
        return ["\(error)"]
    }
}

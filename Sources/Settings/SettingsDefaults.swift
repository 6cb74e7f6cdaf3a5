// SPDX-License-Identifier: Apache-2.0

/// Where things are, unless the file says otherwise.
package struct SettingsDefaults: Sendable, Equatable {
    package let databasePath: String
    package let socketPath: String
    /// What `~/` stands for.
    package let home: String?

    package init(databasePath: String, socketPath: String, home: String? = nil) {
        self.databasePath = databasePath
        self.socketPath = socketPath
        self.home = home
    }

    /// Of the system service: `/var/lib/almanac`, `/run/almanac`.
    package static let system = SettingsDefaults(
        databasePath: "/var/lib/almanac/calendar.db", socketPath: "/run/almanac/almanac.sock")

    /// The folders that systemd made (`$STATE_DIRECTORY`, `$RUNTIME_DIRECTORY`) come first. Without them root, and whoever
    /// uses the file under `/etc`, gets the system service's places, and everybody else those of the XDG base directories.
    package init(environment: ProcessEnvironment, settingsPath: String?) {
        let isSystem =
            environment["STATE_DIRECTORY"] != nil || environment.userID == 0 || settingsPath == systemSettingsPath
        home = environment.home
        let state = environment.firstDirectory("STATE_DIRECTORY") ?? Self.stateFolder(environment, isSystem: isSystem)
        let run = environment.firstDirectory("RUNTIME_DIRECTORY") ?? Self.runFolder(environment, isSystem: isSystem)
        databasePath = "\(state)/calendar.db"
        socketPath = "\(run)/almanac.sock"
    }

    private static func stateFolder(_ environment: ProcessEnvironment, isSystem: Bool) -> String {
        guard !isSystem else { return "/var/lib/almanac" }
        let base = environment.absolutePath("XDG_STATE_HOME") ?? "\(environment.home ?? "")/.local/state"
        return "\(base)/almanac"
    }

    private static func runFolder(_ environment: ProcessEnvironment, isSystem: Bool) -> String {
        guard !isSystem else { return "/run/almanac" }
        return "\(environment.absolutePath("XDG_RUNTIME_DIR") ?? "/run/user/\(environment.userID)")/almanac"
    }
}

package let systemSettingsPath = "/etc/almanac/almanac.toml"

/// `--config`, else the first that exists of `$XDG_CONFIG_HOME/almanac/almanac.toml` and `/etc/almanac/almanac.toml`.
/// `nil`: there is none, which is a daemon without accounts.
package func findSettingsFile(
    option: String?, environment: ProcessEnvironment, exists: (String) -> Bool
) -> String? {
    if let option { return option }
    let base = environment.absolutePath("XDG_CONFIG_HOME") ?? environment.home.map { "\($0)/.config" }
    let candidates = [base.map { "\($0)/almanac/almanac.toml" }, systemSettingsPath]
    return candidates.compactMap { $0 }.first(where: exists)
}

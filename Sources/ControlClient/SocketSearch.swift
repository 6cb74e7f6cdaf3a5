// SPDX-License-Identifier: Apache-2.0

/// Where the daemon's socket may be, and how the daemon is started when nobody listens there.
package struct SocketSearch: Sendable {
    /// Tried in this order.
    package let candidates: [String]
    /// The exact command that starts the daemon.
    package let startCommand: String
    /// The one that says why it does not answer.
    package var statusCommand: String {
        startCommand.contains(" --user ") ? "systemctl --user status almanacd" : "systemctl status almanacd"
    }

    /// `explicit` alone, else `$ALMANAC_SOCKET` alone, else the user's runtime directory, then `/run/almanac`.
    package init(
        explicit: String?, user: UInt32, environment: (String) -> String?, exists: (String) -> Bool
    ) {
        func value(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
        let system = "/run/almanac/almanac.sock"
        if let socket = explicit ?? value("ALMANAC_SOCKET") {
            candidates = [socket]
            startCommand = Self.command(user: user, isSystem: user == 0 || socket.hasPrefix("/run/almanac/"))
            return
        }
        let runtime = value("XDG_RUNTIME_DIR").map { "\($0)/almanac/almanac.sock" }
        candidates = [runtime, system].compactMap { $0 }
        let settings = value("XDG_CONFIG_HOME") ?? value("HOME").map { "\($0)/.config" }
        let isUsers = settings.map { exists("\($0)/almanac/almanac.toml") } ?? false
        let isSystem = user == 0 || runtime == nil || !isUsers && exists("/etc/almanac/almanac.toml")
        startCommand = Self.command(user: user, isSystem: isSystem)
    }

    private static func command(user: UInt32, isSystem: Bool) -> String {
        guard isSystem else { return "systemctl --user start almanacd" }
        return user == 0 ? "systemctl start almanacd" : "sudo systemctl start almanacd"
    }
}

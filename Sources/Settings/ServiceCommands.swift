// SPDX-License-Identifier: Apache-2.0

/// What a person types about the daemon's service: the system's or a user's own.
package struct ServiceCommands: Sendable, Equatable {
    package let isUsers: Bool
    private let sudo: String

    /// - Parameter isRoot: whoever types it; else the system's manager is asked with sudo(8).
    package init(isUsers: Bool, isRoot: Bool = true) {
        self.isUsers = isUsers
        sudo = isUsers || isRoot ? "" : "sudo "
    }

    /// About the service that this process is of. The system's has no `$XDG_RUNTIME_DIR`.
    package init(_ environment: ProcessEnvironment) {
        self.init(isUsers: environment.userID != 0 && environment.absolutePath("XDG_RUNTIME_DIR") != nil)
    }

    /// `systemctl`, to be followed by a verb.
    package var systemctl: String { isUsers ? "systemctl --user" : "\(sudo)systemctl" }
    package var restart: String { "\(systemctl) restart almanacd" }
    package var restartSocket: String { "\(restart).socket" }
    package var status: String { "\(systemctl) status almanacd" }
    /// Makes a drop-in of the unit.
    package var edit: String { "\(systemctl) edit almanacd" }
    /// To be followed by options.
    package var journal: String { "journalctl \(isUsers ? "--user-unit" : "--unit") almanacd" }
}

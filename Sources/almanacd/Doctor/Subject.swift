// SPDX-License-Identifier: Apache-2.0

import ControlServer
import Glibc
import Settings

/// Whose daemon is examined, and what its settings say.
struct Subject: Sendable {
    enum Manager: String, Sendable { case system, user }

    let manager: Manager
    /// `nil`: there is no settings file.
    let settingsPath: String?
    let loaded: Result<AlmanacSettings, SettingsProblems>
    /// Where things are, unless the settings say otherwise.
    let defaults: SettingsDefaults
    let environment: ProcessEnvironment

    init(_ command: DoctorCommand) {
        self.init(
            config: command.config, manager: command.system ? .system : command.user ? .user : nil,
            environment: .current)
    }

    /// - Parameters:
    ///   - config: as `--config` says; `nil`: looked for.
    ///   - wanted: `nil`: the system's for root, and for who has no settings of their own where there are the system's.
    init(config: String?, manager wanted: Manager?, environment: ProcessEnvironment) {
        let exists: (String) -> Bool = { access($0, F_OK) == 0 || errno == EACCES }
        let manager = wanted ?? Self.usualManager(config, environment, exists)
        let path = Self.settingsPath(config, manager, environment, exists)
        let defaults =
            manager == .system
            ? SettingsDefaults(
                databasePath: SettingsDefaults.system.databasePath, socketPath: SettingsDefaults.system.socketPath,
                home: environment.home) : SettingsDefaults(environment: environment, settingsPath: path)
        do {
            loaded = .success(try loadSettings(from: path, defaults: defaults))
        } catch {
            loaded = .failure(error)
        }
        (self.manager, settingsPath, self.defaults, self.environment) = (manager, path, defaults, environment)
    }

    var settings: AlmanacSettings? { try? loaded.get() }
    var databasePath: String { settings?.database.path ?? defaults.databasePath }
    var socketPath: String { settings?.control.socket ?? defaults.socketPath }
    var isRoot: Bool { environment.userID == 0 }

    /// The installed unit is the one that reads these settings.
    var isOfTheUnit: Bool {
        manager == .user || (settingsPath ?? systemSettingsPath) == systemSettingsPath
    }

    /// What whoever asks types about the daemon.
    var commands: ServiceCommands { ServiceCommands(isUsers: manager == .user, isRoot: isRoot) }
    var systemctl: String { commands.systemctl }

    /// What goes before a command that root has to run.
    var sudo: String { isRoot ? "" : "sudo " }

    /// What goes before a command on the daemon's files: a user's are the user's own.
    var fileSudo: String { manager == .user ? "" : sudo }

    /// Lets this user talk to the daemon, by the group of its socket, or of the folder where that cannot be seen.
    func joining(_ socket: String) -> String {
        for path in [socket, folderName(of: socket)] {
            if case .there(let facts) = FileFacts.of(path) {
                return commandJoining(group: facts.group).map { "$ \($0)" }
                    ?? "name a group for the socket: SocketGroup= in almanacd.socket"
            }
        }
        return "$ sudo usermod --append --groups almanac $USER"
    }

    /// Why root neither runs nor reads what the settings name, nor sends it anywhere; `nil`: they are root's own, or the
    /// unit's, which are judged with the daemon's rights.
    var refusal: String? {
        guard isRoot, let settingsPath, settingsPath != systemSettingsPath else { return nil }
        guard let owner = Owner(strangerOnTheWayTo: settingsPath) else { return nil }
        let name = userName(owner.user) ?? String(owner.user)
        return "\(settingsPath) is in the hands of \(name), and root does nothing that it says; "
            + "type: sudo --user \(name) almanac doctor --config \(shellQuoted(settingsPath))"
    }

    private static func usualManager(
        _ config: String?, _ environment: ProcessEnvironment, _ exists: (String) -> Bool
    ) -> Manager {
        if environment.userID == 0 { return .system }
        let path = findSettingsFile(option: config, environment: environment, exists: exists)
        return path == systemSettingsPath ? .system : .user
    }

    private static func settingsPath(
        _ config: String?, _ manager: Manager, _ environment: ProcessEnvironment, _ exists: (String) -> Bool
    ) -> String? {
        if let config { return config }
        if manager == .system { return exists(systemSettingsPath) ? systemSettingsPath : nil }
        return findSettingsFile(option: nil, environment: environment) { $0 != systemSettingsPath && exists($0) }
    }
}

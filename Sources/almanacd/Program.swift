// SPDX-License-Identifier: Apache-2.0

import CalendarStorage
import Glibc
import ICalendar
import Logging
import Settings
import Systemd

/// See sysexits.h for the two large ones; systemd does not restart after 64 and 78.
enum ExitStatus: Int32 {
    case success = 0
    case failure = 1
    case temporary = 75
    case settings = 78
}

/// From the command line to one of the three things the program does.
struct Program {
    let options: DaemonOptions

    func run() async -> ExitStatus {
        if options.checkConfig { unblockSignals() }
        let level = LogLevel(options.logLevel.level)
        let environment = ProcessEnvironment.current
        let path = findSettings(options.config)
        let defaults = SettingsDefaults(environment: environment, settingsPath: path)
        let settings: AlmanacSettings
        do {
            settings = try loadSettings(from: path, defaults: defaults)
        } catch {
            options.checkConfig ? complain("almanacd: \(error)\n") : Refusals().tell(error, level: level)
            return .settings
        }
        if options.checkConfig {
            say("\(path ?? "no settings file"): \(settings.accounts.count) accounts, no mistakes\n")
            return .success
        }
        startLogging(as: "almanacd", level: level)
        let log = Logger(label: "almanacd")
        let starting = LongStart()
        do {
            let watcher = try watchSignals(starting, log)
            let store = try openStore(settings, starting, log)
            if options.once {
                return try await Once(settings: settings, store: store, watcher: watcher, log: log).run()
            }
            let file = SettingsFile(path: path, option: options.config, defaults: defaults)
            return try await Daemon(
                settings: settings, file: file, store: store, level: level, log: log, starting: starting,
                watcher: watcher
            ).run()
        } catch let error as StorageError {
            guard case .locked = error.kind else {
                log.critical("stopped by an error", metadata: ["reason": "\(error)"])
                return .failure
            }
            Refusals().tell(error, isOnce: options.once, log)
            return .temporary
        } catch {
            log.critical("stopped by an error", metadata: ["reason": "\(error)"])
            return .failure
        }
    }

    /// A stop during the start ends the process where it is. The database takes a crash anywhere, and a migration is one
    /// transaction, so that nothing is gained by waiting for it.
    private func watchSignals(_ starting: LongStart, _ log: Logger) throws -> SignalWatcher {
        let status = options.once ? ExitStatus.failure : .success
        let watcher = SignalWatcher {
            starting.end()
            log.notice("stopped")
            _exit(status.rawValue)
        }
        guard let watcher else { throw StartFailure(reason: "the system has no thread left") }
        return watcher
    }

    private func openStore(_ settings: AlmanacSettings, _ starting: LongStart, _ log: Logger) throws -> CalendarStore {
        var options = CalendarStore.Options(
            path: settings.database.path, derive: { derive($0, window: $1) }, identifier: randomIdentifier)
        options.onMigration = { progress in
            starting.say("\(progress)")
            log.notice("the database is being migrated", metadata: ["progress": "\(progress)"])
            if progress == .validating { Failpoint.block(.migration) }
        }
        starting.say("opening the database")
        return try CalendarStore(options, now: wallTime())
    }
}

/// One that is there and cannot be read is a mistake to be told, not an absent one.
func findSettings(_ option: String?) -> String? {
    findSettingsFile(option: option, environment: .current) { access($0, F_OK) == 0 || errno == EACCES }
}

/// Where the settings come from, for reading them again; one that came later is found then.
struct SettingsFile: Sendable {
    let path: String?
    let option: String?
    let defaults: SettingsDefaults
    func load() throws(SettingsProblems) -> AlmanacSettings {
        try loadSettings(from: path ?? findSettings(option), defaults: defaults)
    }
}

// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import CalendarModel
import CalendarStorage
import HTTPTransfer
import Logging
import Settings
import SyncEngine
import Systemd

/// Read, validate, compare, touch only what changed. One reload at a time; a bad file keeps the old settings and says so.
actor Reloader {
    private var settings: AlmanacSettings
    private let file: SettingsFile
    private let store: CalendarStore
    private let client: HTTPClient
    private let supervisor: AccountSupervisor
    private let defaults: DefaultCalendars
    private let changes: ChangeBroadcaster
    private let notifier: SystemdNotifier
    private let log: Logger
    private let turnstile = Turnstile<Int>()

    init(
        settings: AlmanacSettings, file: SettingsFile, store: CalendarStore, client: HTTPClient,
        supervisor: AccountSupervisor, defaults: DefaultCalendars, changes: ChangeBroadcaster,
        notifier: SystemdNotifier, log: Logger
    ) {
        self.settings = settings
        self.file = file
        self.store = store
        self.client = client
        self.supervisor = supervisor
        self.defaults = defaults
        self.changes = changes
        self.notifier = notifier
        self.log = log
    }

    /// The settings of the start.
    func start() async throws {
        try await apply(settings)
    }

    func reload() async -> ReloadOutcome {
        // An actor lets a second call begin while the first one waits.
        await turnstile.enter(0)
        notifier.reloading()
        defer {
            notifier.ready()
            turnstile.leave(0)
        }
        do {
            let new = try file.load()
            let changed = Settings.changes(from: settings, to: new)
            try await apply(new)
            settings = new
            log.notice("settings reloaded", metadata: ["changes": "\(changed.count)"])
            for change in changed { log.notice("setting changed", metadata: ["change": "\(change)"]) }
            supervisor.send(.syncAsked)
            return .applied(changes: changed.map(\.description))
        } catch let problems as SettingsProblems {
            for problem in problems.problems {
                log.error("settings not reloaded, the old ones stay", metadata: ["reason": "\(problem)"])
            }
            return .refused(problems: problems.problems.map(\.description))
        } catch {
            log.error("settings not reloaded, the old ones stay", metadata: ["reason": "\(error)"])
            return .refused(problems: ["\(error)"])
        }
    }

    private func apply(_ settings: AlmanacSettings) async throws {
        changes.publish(try await attach(settings, to: store))
        defaults.set(settings)
        supervisor.apply(assignments(of: settings, client: client))
    }
}

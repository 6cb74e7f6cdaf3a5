// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import CalendarModel
import CalendarStorage
import HTTPTransfer
import Logging
import Settings
import SyncEngine

/// Read, validate, compare, touch only what changed. One reload at a time; a bad file keeps the old settings and says so.
actor Reloader {
    private var settings: AlmanacSettings
    private let started: AlmanacSettings
    private let file: SettingsFile
    private let store: CalendarStore
    private let client: HTTPClient
    private let supervisor: AccountSupervisor
    private let defaults: DefaultCalendars
    private let changes: ChangeBroadcaster
    private let service: ServiceState
    private let log: Logger
    /// Called when a reload has ended.
    private let onEnd: @Sendable () -> Void
    private let turnstile = Turnstile<Int>()
    private var underWay: Task<ReloadOutcome, Never>?
    private let asked: AsyncStream<Void>
    private let asking: AsyncStream<Void>.Continuation
    nonisolated let onDisk = SettingsOnDisk()

    init(
        settings: AlmanacSettings, file: SettingsFile, store: CalendarStore, client: HTTPClient,
        supervisor: AccountSupervisor, defaults: DefaultCalendars, changes: ChangeBroadcaster,
        service: ServiceState, log: Logger, onEnd: @escaping @Sendable () -> Void
    ) {
        (self.settings, started) = (settings, settings)
        self.file = file
        self.store = store
        self.client = client
        self.supervisor = supervisor
        self.defaults = defaults
        self.changes = changes
        self.service = service
        self.log = log
        self.onEnd = onEnd
        // Asks that come while one is carried out are one more reload, which sees what they were about.
        (asked, asking) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// The settings of the start.
    func start() async throws {
        _ = try await apply(settings, assignments(of: settings, client: client))
    }

    /// For a reload whose outcome nobody waits for.
    nonisolated func ask() { asking.yield() }

    /// Carries out what ``ask()`` asks for, until it is cancelled.
    nonisolated func run() async {
        for await _ in asked { _ = await reload() }
    }

    /// Waits for the turn; the outcome is that of the file as it is then. Whoever no longer waits for the outcome does not
    /// keep it from coming.
    func reload() async -> ReloadOutcome { await Task { await reloadInTurn() }.value }

    /// Ends the one under way; those that wait for their turn are refused.
    func stop() { underWay?.cancel() }

    private func reloadInTurn() async -> ReloadOutcome {
        // An actor lets a second call begin while the first one waits.
        await turnstile.enter(0)
        defer { turnstile.leave(0) }
        guard service.beginReload() else { return .stopping }
        defer { service.endReload() }
        let work = Task { await carryOut() }
        underWay = work
        let outcome = await work.value
        underWay = nil
        report(outcome)
        onDisk.note(outcome)
        onEnd()
        return outcome
    }

    private func carryOut() async -> ReloadOutcome {
        do {
            let new = try file.load()
            let changed = Settings.changes(from: settings, to: new, startedWith: started)
            let wanted = assignments(of: new, client: client, keeping: supervisor.passwords)
            let passwords = await supervisor.renewPasswords(wanted)
            guard !Task.isCancelled else { return .stopping }
            let begun = try await apply(new, wanted)
            settings = new
            await wake(renewed: passwords.filter { $0.renewal == .new }.map(\.account), begun: begun.map(\.account))
            return .applied(
                changes: changed.map(words) + begun.compactMap(\.words) + passwords.compactMap(\.words))
        } catch let problems as SettingsProblems {
            return .refused(problems: problems.problems.map(\.description))
        } catch is CancellationError {
            return .stopping
        } catch {
            return .refused(problems: ["\(error)"])
        }
    }

    private func words(_ change: SettingsChange) -> String {
        if case .needsRestart = change { return "\(change): \(ServiceCommands(.current).restart)" }
        return "\(change)"
    }

    private func report(_ outcome: ReloadOutcome) {
        switch outcome {
        case .applied(let changes):
            log.notice("settings reloaded", metadata: ["changes": "\(changes.count)"])
            for change in changes { log.notice("setting changed", metadata: ["change": "\(change)"]) }
        case .refused(let problems):
            for problem in problems {
                log.error("settings not reloaded, the old ones stay", metadata: ["reason": "\(problem)"])
            }
        case .stopping: break
        }
    }

    private func apply(
        _ settings: AlmanacSettings, _ wanted: [AccountSupervisor.Assignment]
    ) async throws -> [AccountSupervisor.Begun] {
        changes.publish(try await attach(settings, to: store))
        defaults.set(settings)
        return supervisor.apply(wanted)
    }

    /// Those that a new password, or whatever else was put right, may help. Loops that begin sync by themselves.
    private func wake(renewed: [AccountName], begun: [AccountName]) async {
        let troubled = try? await store.read { tx in
            try tx.accounts().filter { $0.problem != nil }.map(\.name)
                + tx.calendars(of: nil).filter { $0.problem != nil }.map(\.id.account)
        }
        supervisor.send(.syncAsked, to: (renewed + (troubled ?? [])).filter { !begun.contains($0) })
    }
}

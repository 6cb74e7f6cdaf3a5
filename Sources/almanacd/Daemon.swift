// SPDX-License-Identifier: Apache-2.0

import CalDAV
import CalendarBridge
import CalendarModel
import CalendarStorage
import ControlServer
import ControlWire
import HTTPTransfer
import Logging
import Settings
import SyncEngine
import Systemd

/// Builds everything in order and runs it until a signal says stop.
struct Daemon {
    let settings: AlmanacSettings
    let file: SettingsFile
    let store: CalendarStore
    let level: LogLevel
    let log: Logger
    let starting: LongStart
    let watcher: SignalWatcher

    /// Edits under way may end; then requests are cut off. What was sent and not answered is looked for at the next start.
    private static let stopGrace = Duration.seconds(3)
    private static let statusInterval = Duration.seconds(15)

    private struct Parts {
        let client: HTTPClient
        let supervisor: AccountSupervisor
        let reloader: Reloader
        let service: ServiceState
        let bridge: CalendarBridge
        let server: ControlServer
        /// Wakes whoever tells systemd how things stand.
        let news: SignalBox
        let watch: DaemonWatch
    }

    private enum Ended { case server, accounts, signal, graceOver, other }

    func run() async throws -> ExitStatus {
        let notifier = SystemdNotifier()
        let parts = try build(notifier)
        try await parts.reloader.start()
        watcher.isFollowed()
        log.notice("started", metadata: ["version": "\(almanacVersion)", "accounts": "\(settings.accounts.count)"])
        if settings.accounts.isEmpty {
            log.notice("no account in the settings", metadata: ["file": "\(file.path ?? "none")"])
        }
        try await withThrowingTaskGroup(of: Ended.self) { group in
            start(parts, notifier, in: &group)
            while let ended = try await group.next(), ended != .signal {
                if ended == .server { throw StartFailure(reason: "the control socket was closed") }
            }
            starting.end()
            parts.service.stop()
            parts.watch.stop()
            await parts.reloader.stop()
            parts.server.stop()
            parts.supervisor.stop()
            parts.news.end()
            group.addTask {
                try? await Task.sleep(for: Self.stopGrace)
                return .graceOver
            }
            while let ended = try await group.next(), ended != .accounts, ended != .graceOver {}
            group.cancelAll()  // first: it marks the transfers, so that curl's thread comes back from a long answer
            parts.client.shutdown()
            watcher.stop()
        }
        try store.close()
        log.notice("stopped")
        return .success
    }

    private func start(
        _ parts: Parts, _ notifier: SystemdNotifier, in group: inout ThrowingTaskGroup<Ended, any Error>
    ) {
        group.addTask { [starting] in
            try await parts.server.run {
                starting.end()
                parts.service.isUp()
            }
            return .server
        }
        group.addTask {
            await parts.supervisor.run()
            return .accounts
        }
        let maintenance = Maintenance(store: store, log: log)
        let surroundings = Surroundings(
            client: parts.client, supervisor: parts.supervisor, maintenance: maintenance, news: parts.news, log: log)
        group.addTask {
            await maintenance.run()
            return .other
        }
        group.addTask {
            await surroundings.follow()
            return .other
        }
        group.addTask {
            await Self.tell(notifier, parts)
            return .other
        }
        group.addTask {
            try await parts.watch.run(notifier)
            return .other
        }
        group.addTask {
            await parts.reloader.run()
            return .other
        }
        group.addTask { [watcher, level] in
            await Self.follow(watcher, parts.reloader, level)
            return .signal
        }
    }

    private func build(_ notifier: SystemdNotifier) throws -> Parts {
        let (client, changes, tracker, news) = (HTTPClient(), ChangeBroadcaster(), RunTracker(), SignalBox())
        let supervisor = AccountSupervisor(log: log) { [store] box in
            LiveEffects(
                store: store, box: box, publish: { changes.publish($0) },
                report: { step in
                    tracker.follow(step)
                    if case .ended = step { news.send(.syncAsked) }
                })
        }
        let (defaults, service) = (DefaultCalendars(), ServiceState(notifier))
        let reloader = Reloader(
            settings: settings, file: file, store: store, client: client, supervisor: supervisor, defaults: defaults,
            changes: changes, service: service, log: log, onEnd: { news.send(.syncAsked) })
        let bridge = CalendarBridge(
            store: store,
            engine: DaemonCommands(
                store: store, supervisor: supervisor, tracker: tracker, reloader: reloader, changes: changes),
            changes: changes,
            surroundings: CalendarBridge.Surroundings(
                defaultCalendars: { defaults.all }, newName: { supervisor.newName(in: $0, stem: $1) },
                identifier: randomIdentifier, now: { wallTime() }))
        let socket = try openControlSocket(settings.control.socket, log: log)
        var options = ControlServer.Options()
        options.isOwnProcessCounted = false
        options.journal = "\(ServiceCommands(.current).journal) --pager-end"
        let server = ControlServer(bridge, on: socket, version: almanacVersion, logger: log, options: options)
        let watch = DaemonWatch(
            store: store, supervisor: supervisor, client: client, socket: socket, log: log)
        return Parts(
            client: client, supervisor: supervisor, reloader: reloader, service: service, bridge: bridge,
            server: server, news: news, watch: watch)
    }

    /// Returns when a signal says stop.
    private static func follow(_ watcher: SignalWatcher, _ reloader: Reloader, _ level: LogLevel) async {
        let usual = level.current
        for await signal in watcher.signals {
            switch signal {
            case .hangup: reloader.ask()
            case .user1: level.current = level.current == .debug ? usual : .debug
            case .terminate, .interrupt: return
            }
        }
    }

    /// After every run and reload, and now and then, for ages grow.
    private static func tell(_ notifier: SystemdNotifier, _ parts: Parts) async {
        var last = ""
        while !Task.isCancelled {
            let line = parts.reloader.onDisk.statusPrefix + (await statusLine(parts.bridge))
            if line != last, !Task.isCancelled { notifier.status(line) }
            last = line
            if await parts.news.next(until: .now + statusInterval) == .stop { return }
        }
    }
}

/// The daemon cannot go on.
struct StartFailure: Error, CustomStringConvertible {
    var reason: String
    var description: String { reason }
}

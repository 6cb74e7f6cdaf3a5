// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Logging
import RemoteCalendars
import Settings
import SyncEngine
import Synchronization

/// Keeps one engine loop for each account of the settings.
final class AccountSupervisor: Sendable {
    /// What one loop runs with.
    struct Assignment: Sendable {
        var policy: SyncPolicy
        var server: any CalendarServer
        var password: Password
        var connection: Connection
    }

    /// A loop that began, and which keys name files that hold something else since the last one.
    struct Begun: Sendable, Equatable {
        var account: AccountName
        var files: [String]
    }

    /// What else a loop has to begin anew for.
    struct Connection: Sendable, Equatable {
        var password: SecretSource
        /// What a program that prints a password is not shown.
        var hiddenVariables: Set<String>
        var caFile: String?
        var allowedHosts: [String]
        var allowsHTTP: Bool
        var login: LoginSetting?
        var clientCertificate: ClientCertificate?
        var fingerprint: String?
        var proxy: String?
        var files: AccountFiles
    }

    private struct Running {
        var assignment: Assignment
        var box: SignalBox
    }
    private struct State {
        var running: [AccountName: Running] = [:]
        var isStopping = false
    }
    private let state = Mutex(State())
    private enum Start {
        case loop(AccountName, SignalBox)
        case round(@Sendable () -> Void)
    }
    private let starts: AsyncStream<Start>
    private let starter: AsyncStream<Start>.Continuation
    /// What every loop is at, for the watchdog.
    let watch = LoopWatch()
    /// The next loop of an account waits until the last has recorded what was under way.
    private let turnstile = Turnstile<AccountName>()
    /// One run of an account at a time, or one command that stands in its place.
    private let runs = Turnstile<AccountName>()
    private let effects: @Sendable (SignalBox) -> LiveEffects
    private let log: Logger

    /// After an error of the database; it may be a full disk that somebody is emptying.
    private static let retryAfterError = Duration.seconds(30)

    init(log: Logger, effects: @escaping @Sendable (SignalBox) -> LiveEffects) {
        self.log = log
        self.effects = effects
        (starts, starter) = AsyncStream.makeStream()
    }

    /// Makes the loops those of `wanted`: unchanged ones go on, changed ones begin anew, the others end.
    @discardableResult func apply(_ wanted: [Assignment]) -> [Begun] {
        state.withLock { state in
            guard !state.isStopping else { return [] }
            var before: [AccountName: Connection] = [:]
            let byName = Dictionary(wanted.map { ($0.policy.account, $0) }) { _, last in last }
            for (name, running) in state.running {
                let next = byName[name]
                if next?.policy == running.assignment.policy, next?.connection == running.assignment.connection {
                    continue
                }
                running.box.end()
                state.running[name] = nil
                before[name] = running.assignment.connection
            }
            let new = byName.filter { state.running[$0.key] == nil }.sorted { $0.key < $1.key }
            return new.map { name, assignment in
                let box = SignalBox()
                state.running[name] = Running(assignment: assignment, box: box)
                starter.yield(.loop(name, box))
                let files = before[name].map { assignment.connection.files.changed(since: $0.files) }
                return Begun(account: name, files: files ?? [])
            }
        }
    }

    /// `nil`: to all.
    func send(_ signal: EngineSignal, to accounts: [AccountName]? = nil) {
        state.withLock { state in
            for (name, running) in state.running where accounts?.contains(name) ?? true { running.box.send(signal) }
        }
    }

    /// Each account's password as it runs now.
    var passwords: [AccountName: Password] { state.withLock { $0.running.mapValues(\.assignment.password) } }

    /// Those that have a loop.
    func accounts(among wanted: [AccountName]?) -> [AccountName] {
        state.withLock { $0.running.keys.filter { wanted?.contains($0) ?? true }.sorted() }
    }

    /// How often each account that has a loop is polled.
    var intervals: [AccountName: Duration] {
        state.withLock { $0.running.mapValues { $0.assignment.policy.interval } }
    }

    /// The name of a new object; `nil` when the calendar's account has no loop.
    func newName(in calendar: CalendarRecord, stem: String) -> RemoteName? {
        let running = state.withLock { $0.running[calendar.id.account] }
        return running?.assignment.server.newName(in: calendar.name.href, stem: stem)
    }

    func stop() {
        state.withLock { state in
            state.isStopping = true
            for running in state.running.values { running.box.end() }
        }
        starter.finish()
    }

    /// Returns once every loop has ended after ``stop()``.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await start in starts {
                await Failpoint.reach(.starter)
                switch start {
                case .loop(let name, let box): group.addTask { await self.loop(name, box) }
                case .round(let done): done()
                }
            }
        }
    }

    /// Has whoever starts the loops come round, as for a loop; `done` is called then.
    func comeRound(_ done: @escaping @Sendable () -> Void) { starter.yield(.round(done)) }

    /// Does something with an account's server between two of its runs.
    ///
    /// - Returns: `nil` when the account has no loop.
    /// - Throws: ``AccountBusy`` when the run under way does not end within `patience`.
    func alone<Value: Sendable>(
        with account: AccountName, patience: Duration, _ body: (AccountSync) async throws -> Value
    ) async throws -> Value? {
        guard let running = state.withLock({ $0.running[account] }) else { return nil }
        guard await runs.enter(account, within: patience) else { throw AccountBusy() }
        defer { runs.leave(account) }
        return try await watch.following("command to account \(account)") { progress in
            try await body(sync(running, progress))
        }
    }

    private func sync(_ running: Running, _ progress: LoopProgress) -> AccountSync {
        let effects = effects(running.box).telling { step in
            if case .released(let other) = step { self.send(.localEdit, to: [other]) }
        }
        return AccountSync(
            policy: running.assignment.policy,
            server: WatchedServer(server: running.assignment.server, progress: progress),
            effects: WatchedEffects(effects: effects, progress: progress), log: log)
    }

    private func loop(_ name: AccountName, _ box: SignalBox) async {
        await turnstile.enter(name)
        defer { turnstile.leave(name) }
        await watch.following("account \(name)") { await loop(name, box, $0) }
    }

    private func loop(_ name: AccountName, _ box: SignalBox, _ progress: LoopProgress) async {
        while !box.isEnding, !Task.isCancelled {
            guard let running = state.withLock({ $0.running[name] }), running.box === box else { return }
            let sync = sync(running, progress)
            do {
                try await AccountLoop(sync) { [runs, log] run in
                    await progress.during(.queueing) { await runs.enter(name) }
                    defer { runs.leave(name) }
                    let outcome = try await run()
                    log.notice("sync works again", metadata: ["account": "\(name)"])
                    return outcome
                }.run()
            } catch is Stopped {
                return
            } catch is CancellationError {
                return
            } catch {
                log.error("sync failed", metadata: ["account": "\(name)", "reason": "\(error)"])
                let deadline = currentTime().monotonic + Self.retryAfterError
                _ = await progress.during(.asleep(until: deadline)) {
                    await box.next(until: .now + Self.retryAfterError)
                }
            }
        }
    }
}

/// A run of the account goes on for longer than a person waits.
struct AccountBusy: Error {}

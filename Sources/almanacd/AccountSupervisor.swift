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
        var connection: Connection
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
    private let starts: AsyncStream<(AccountName, SignalBox)>
    private let starter: AsyncStream<(AccountName, SignalBox)>.Continuation
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
    func apply(_ wanted: [Assignment]) {
        state.withLock { state in
            guard !state.isStopping else { return }
            let byName = Dictionary(wanted.map { ($0.policy.account, $0) }) { _, last in last }
            for (name, running) in state.running {
                let next = byName[name]
                if next?.policy == running.assignment.policy, next?.connection == running.assignment.connection {
                    continue
                }
                running.box.end()
                state.running[name] = nil
            }
            for (name, assignment) in byName where state.running[name] == nil {
                let box = SignalBox()
                state.running[name] = Running(assignment: assignment, box: box)
                starter.yield((name, box))
            }
        }
    }

    /// `nil`: to all.
    func send(_ signal: EngineSignal, to accounts: [AccountName]? = nil) {
        state.withLock { state in
            for (name, running) in state.running where accounts?.contains(name) ?? true { running.box.send(signal) }
        }
    }

    /// Those that have a loop.
    func accounts(among wanted: [AccountName]?) -> [AccountName] {
        state.withLock { $0.running.keys.filter { wanted?.contains($0) ?? true }.sorted() }
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
            for await (name, box) in starts { group.addTask { await self.loop(name, box) } }
        }
    }

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
        return try await body(sync(running))
    }

    private func sync(_ running: Running) -> AccountSync {
        let effects = effects(running.box).telling { step in
            if case .released(let other) = step { self.send(.localEdit, to: [other]) }
        }
        return AccountSync(
            policy: running.assignment.policy, server: running.assignment.server, effects: effects, log: log)
    }

    private func loop(_ name: AccountName, _ box: SignalBox) async {
        await turnstile.enter(name)
        defer { turnstile.leave(name) }
        while !box.isEnding, !Task.isCancelled {
            guard let running = state.withLock({ $0.running[name] }), running.box === box else { return }
            let sync = sync(running)
            do {
                try await AccountLoop(sync) { [runs] run in
                    await runs.enter(name)
                    defer { runs.leave(name) }
                    return try await run()
                }.run()
            } catch is Stopped {
                return
            } catch is CancellationError {
                return
            } catch {
                log.error("sync failed", metadata: ["account": "\(name)", "reason": "\(error)"])
                _ = await box.next(until: .now + Self.retryAfterError)
            }
        }
    }
}

/// A run of the account goes on for longer than a person waits.
struct AccountBusy: Error {}

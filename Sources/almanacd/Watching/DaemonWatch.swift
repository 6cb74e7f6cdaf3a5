// SPDX-License-Identifier: Apache-2.0

import CalendarStorage
import ControlServer
import HTTPTransfer
import Logging
import SyncEngine
import Synchronization
import Systemd

/// Has scheduler, writer, transfers and control socket get on, and sees whether they do. One moves by itself only: a transaction of
/// somebody else's, or the hourly maintenance, counts for nothing.
final class DaemonWatch: Sendable {
    private struct State: ~Copyable {
        var socket: SocketProbe
        var answers: UInt64 = 0
        var isUnreachableTold = false
    }
    private let state: Mutex<State>
    private let store: CalendarStore
    private let supervisor: AccountSupervisor
    private let client: HTTPClient
    private let log: Logger
    /// No-op transactions that were committed.
    private let transactions = Atomic<UInt64>(0)
    /// How often the task that starts the loops came round.
    private let rounds = Atomic<UInt64>(0)
    /// How often the thread came round that every request goes through: it is what ends one that a server leaves hanging.
    private let transfers = Atomic<UInt64>(0)
    private let isStopping = Atomic<Bool>(false)
    private let asks: AsyncStream<Void>
    private let asker: AsyncStream<Void>.Continuation

    init(
        store: CalendarStore, supervisor: AccountSupervisor, client: HTTPClient, socket: ListeningSocket, log: Logger
    ) {
        (self.store, self.supervisor, self.client, self.log) = (store, supervisor, client, log)
        state = Mutex(State(socket: SocketProbe(path: socket.path, isHandedOver: socket.isHandedOver)))
        (asks, asker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Pings systemd's watchdog until the task is cancelled; does nothing where systemd does not watch.
    func run(_ notifier: SystemdNotifier) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.useWriter() }
            try await Watchdog(notifier, log: log) { self.look($0) }.run()
            group.cancelAll()
        }
    }

    /// Nobody is asked any more: a question to a socket of systemd's that nobody accepts would start the daemon again.
    func stop() { isStopping.store(true, ordering: .relaxed) }

    /// A transaction of its own whenever it is asked for. One that fails, as under another program's lock, is no movement.
    private func useWriter() async {
        for await _ in asks {
            guard (try? await store.write(at: wallTime()) { _ in }) != nil else { continue }
            transactions.add(1, ordering: .relaxed)
        }
    }

    /// - Parameter interval: of systemd's watchdog. Every limit follows from it, so that one setting, `WatchdogSec=`, says
    ///   how patient all of it is. Work between two requests may take twice as long: it is bounded by what the server sent.
    private func look(_ interval: Duration) -> [PartLook]? {
        guard !isStopping.load(ordering: .relaxed) else { return nil }
        asker.yield()
        supervisor.comeRound { self.rounds.add(1, ordering: .relaxed) }
        client.comeRound { self.transfers.add(1, ordering: .relaxed) }
        let parts = [
            PartLook(
                part: "writer", mark: transactions.load(ordering: .relaxed), limit: interval,
                activity: "a transaction that changes nothing"),
            PartLook(
                part: "scheduler", mark: rounds.load(ordering: .relaxed), limit: interval,
                activity: "starting the accounts' loops"),
            PartLook(
                part: "transfers", mark: transfers.load(ordering: .relaxed), limit: interval,
                activity: "coming round to requests"), lookAtSocket(interval),
        ]
        return parts + supervisor.watch.looks(now: currentTime().monotonic, limit: interval * 2)
    }

    private func lookAtSocket(_ interval: Duration) -> PartLook {
        var look = PartLook(
            part: "control socket", mark: 0, limit: interval, activity: "answering a request of our own")
        state.withLock { state in
            switch state.socket.look() {
            case .answered: state.answers &+= 1
            case .silent: break
            case .unreachable(let reason):
                look.isDue = false
                if !state.isUnreachableTold {
                    log.warning("the control socket is not watched", metadata: ["reason": "\(reason)"])
                }
                state.isUnreachableTold = true
            }
            look.mark = state.answers
        }
        return look
    }
}

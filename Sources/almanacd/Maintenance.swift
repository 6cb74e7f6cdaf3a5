// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Logging
import Planning
import SyncEngine
import Systemd

/// What has to be done now and then: instances for a window that moved on, and what retention no longer covers.
struct Maintenance: Sendable {
    let store: CalendarStore
    let log: Logger
    private let box = SignalBox()

    init(store: CalendarStore, log: Logger) {
        (self.store, self.log) = (store, log)
    }

    /// How long journal, change feed and the texts they refer to are kept, at least, and until ``seasoningTime`` was lived.
    private static let retention = Duration.seconds(90 * 86_400)
    private static let interval = Duration.seconds(3600)
    /// Objects of one transaction.
    private static let width = 50

    func run() async {
        var last = monotonicTime()
        while !Task.isCancelled {
            do {
                try await moveWindow()
                let now = monotonicTime()
                let seasoned = try await live(now - last)
                last = now
                try await sweep(upTo: seasoned)
                try await store.checkpoint()
                log.notice("maintenance works again")
            } catch {
                log.warning("maintenance failed, tried again in an hour", metadata: ["reason": "\(error)"])
            }
            if await box.next(until: .now + Self.interval) == .stop { break }
        }
        // Where the daemon never runs for an hour, these are all that count. A task of its own, for this one is cancelled.
        _ = await Task { [last] in try? await live(monotonicTime() - last) }.value
    }

    /// Time has passed at once, or the clock was set: what is due is looked at now.
    func wake() { box.send(.timeUp) }

    private func moveWindow() async throws {
        let window = DeriveWindow(around: wallTime())
        while !Task.isCancelled {
            let due = try await store.read { try $0.objectsDerived(otherThanFor: window, limit: Self.width) }
            if due.isEmpty { return }
            _ = try await store.write(at: wallTime()) { tx in
                for object in due { try tx.rederive(object, window: window) }
            }
        }
    }

    /// - Parameter time: since the last time that this was noted.
    /// - Returns: up to where everything was recorded long enough ago.
    private func live(_ time: Duration) async throws -> HistoryPosition {
        try await store.write(at: wallTime()) { tx in
            let newest = try tx.newestHistory()
            let history = (try tx.livedHistory() ?? LivedHistory(mark: newest)).advanced(by: time, newest: newest)
            try tx.save(history)
            return history.seasoned
        }.value
    }

    private func sweep(upTo last: HistoryPosition) async throws {
        let before = wallTime() - Self.retention
        while !Task.isCancelled,
            try await store.write(at: wallTime(), { try $0.sweep(before: before, upTo: last) }).value > 0
        {}
    }
}

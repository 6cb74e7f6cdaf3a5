// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Logging

/// What has to be done now and then: instances for a window that moved on, and what retention no longer covers.
struct Maintenance: Sendable {
    let store: CalendarStore
    let log: Logger

    /// How long journal, change feed and the texts they refer to are kept.
    private static let retention = Duration.seconds(90 * 86_400)
    private static let interval = Duration.seconds(3600)
    /// Objects of one transaction.
    private static let width = 50

    func run() async {
        while !Task.isCancelled {
            do {
                try await moveWindow()
                try await sweep()
                try store.checkpoint()
            } catch {
                log.warning("maintenance failed, tried again in an hour", metadata: ["reason": "\(error)"])
            }
            try? await Task.sleep(for: Self.interval)
        }
    }

    private func moveWindow() async throws {
        let window = DeriveWindow(around: wallTime())
        while !Task.isCancelled {
            let due = try await store.read { try $0.objectsDerived(before: window, limit: Self.width) }
            if due.isEmpty { return }
            _ = try await store.write(at: wallTime()) { tx in
                for object in due { try tx.rederive(object, window: window) }
            }
        }
    }

    private func sweep() async throws {
        let before = wallTime() - Self.retention
        while !Task.isCancelled, try await store.write(at: wallTime(), { try $0.sweep(before: before) }).value > 0 {}
    }
}

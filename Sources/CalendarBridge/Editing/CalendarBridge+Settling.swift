// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage

extension CalendarBridge {
    /// What has become of a queued edit once the server has answered, or the time is over.
    package func settled(_ outcome: EditOutcome, within limit: Duration) async throws -> EditOutcome {
        guard outcome.state == .queued else { return outcome }
        // Before the first look, so that no answer can come in between.
        let signals = changes.subscribe()
        var outcome = outcome
        outcome.state = try await state(of: outcome)
        guard outcome.state == .queued, limit > .zero else { return outcome }
        await wait(for: signals, within: limit) { [outcome] in (try? await state(of: outcome)) != .queued }
        outcome.state = try await state(of: outcome)
        return outcome
    }

    /// Returns once something is so after one of the signals, or the time is over.
    func wait(
        for signals: AsyncStream<ChangeBroadcaster.ChangeSignal>, within limit: Duration,
        until isSo: @escaping @Sendable () async -> Bool
    ) async {
        await withTaskGroup { group in
            group.addTask {
                for await _ in signals {
                    if await isSo() { return }
                }
            }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
    }

    private func state(of outcome: EditOutcome) async throws -> EditOutcome.State {
        try await read { transaction in
            let objects = [outcome.event.object] + (outcome.other.map { [$0] } ?? [])
            let rows =
                outcome.from == nil
                ? try objects.compactMap { try transaction.outbox($0, in: outcome.calendar) }
                : try objects.flatMap { try transaction.outbox(of: $0) }
            // Of two the one that a person has to look at, then the one still under way.
            if let row = rows.first(where: { $0.state == .parked }) { return .refused(row.lastError) }
            if let row = rows.first(where: { $0.state == .held }) { return .held(row.lastError) }
            return rows.isEmpty ? .confirmed : .queued
        }
    }
}

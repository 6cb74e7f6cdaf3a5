// SPDX-License-Identifier: Apache-2.0

import HTTPTransfer
import Logging
import SyncEngine

/// Has the daemon go on where it can: after a sleep of the machine, and with a network that came up, polls are due at once
/// and no back-off holds them up.
struct Surroundings: Sendable {
    let client: HTTPClient
    let supervisor: AccountSupervisor
    let maintenance: Maintenance
    /// Wakes whoever tells systemd how things stand: ages are others now.
    let news: SignalBox
    let log: Logger

    /// From here on certificates that were not valid may be, and the other way round.
    private static let largeStep = Duration.seconds(3600)

    func follow() async {
        let watcher = SurroundingsWatcher()
        for reason in watcher.blindness { answer(.notFollowed(reason)) }
        await withTaskCancellationHandler {
            for await event in watcher.events { answer(event) }
        } onCancel: {
            watcher.stop()
        }
    }

    private func answer(_ event: SurroundingsEvent) {
        switch event {
        case .networkUp(let interfaces):
            log.info("a network came up", metadata: ["interfaces": "\(interfaces.joined(separator: ", "))"])
            client.networkChanged()
            supervisor.send(.networkUp)
        case .resumed(let slept, let isConnected):
            log.info("resumed from sleep", metadata: ["seconds": "\(roundedSeconds(slept))"])
            client.networkChanged()
            maintenance.wake()
            if isConnected { supervisor.send(.networkUp) }
        case .stillNoNetwork: supervisor.send(.networkUp)
        case .clockSet(let step):
            log.notice("the clock was set", metadata: ["seconds": "\(roundedSeconds(step))"])
            maintenance.wake()
            if step >= Self.largeStep || step <= .zero - Self.largeStep { supervisor.send(.networkUp) }
        case .notFollowed(let reason):
            log.info("not followed, so that failed syncs wait for their time", metadata: ["reason": "\(reason)"])
        }
        news.send(.syncAsked)
    }
}

/// To the nearest one: two clocks are never read at the same moment.
func roundedSeconds(_ duration: Duration) -> Int64 {
    (duration + (duration < .zero ? .milliseconds(-500) : .milliseconds(500))).components.seconds
}

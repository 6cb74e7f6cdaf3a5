// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Systemd

/// Tells systemd where the service is in its life, in an order that it understands: a reload says nothing before the
/// start has ended, whose READY=1 stands for both, and nothing once the stop has begun.
final class ServiceState: Sendable {
    enum Message: Sendable, Equatable { case ready, reloading, stopping }
    private enum Phase { case starting, up, reloading, stopping }

    private let phase = Mutex(Phase.starting)
    private let tell: @Sendable (Message) -> Void

    init(tell: @escaping @Sendable (Message) -> Void) { self.tell = tell }

    convenience init(_ notifier: SystemdNotifier) {
        self.init { message in
            switch message {
            case .ready: notifier.ready()
            case .reloading: notifier.reloading()
            case .stopping: notifier.stopping()
            }
        }
    }

    /// The start has ended.
    func isUp() {
        phase.withLock { phase in
            guard phase == .starting else { return }
            phase = .up
            tell(.ready)
        }
    }

    /// One at a time. `false`: the service stops, and reloads no more.
    func beginReload() -> Bool {
        phase.withLock { phase in
            if phase == .up {
                phase = .reloading
                tell(.reloading)
            }
            return phase != .stopping
        }
    }

    /// Also when the old settings stay.
    func endReload() {
        phase.withLock { phase in
            guard phase == .reloading else { return }
            phase = .up
            tell(.ready)
        }
    }

    func stop() {
        phase.withLock { phase in
            guard phase != .stopping else { return }
            phase = .stopping
            tell(.stopping)
        }
    }
}

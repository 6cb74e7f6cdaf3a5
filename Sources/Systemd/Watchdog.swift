// SPDX-License-Identifier: Apache-2.0

import ServiceLifecycle

/// Pings systemd's watchdog for as long as the daemon is seen to work; where systemd does not watch, it waits for the end.
package struct Watchdog: Service {
    private let notifier: SystemdNotifier
    private let sleep: @Sendable (Duration) async throws -> Void
    private let isWorking: @Sendable () async -> Bool

    /// - Parameter isWorking: must have just seen the engine, the writer and the socket turn. While it hangs there are no
    ///   pings; when it says no, systemd is told at once.
    package init(
        _ notifier: SystemdNotifier = SystemdNotifier(),
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        isWorking: @escaping @Sendable () async -> Bool
    ) {
        self.notifier = notifier
        self.sleep = sleep
        self.isWorking = isWorking
    }

    package func run() async throws {
        guard let interval = notifier.watchdogInterval else {
            try? await gracefulShutdown()
            return
        }
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let works = await isWorking()
                if Task.isCancelled { return }  // then a "no" says nothing
                if works { notifier.watchdog() } else { notifier.watchdogFailed() }
                do { try await sleep(interval / 2) } catch { return }
            }
        }
    }
}

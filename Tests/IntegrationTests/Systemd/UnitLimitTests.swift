// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// What keeps a daemon in its bounds, and has no weight in `systemd-analyze security`: as `systemctl show` has it.
enum UnitLimits {
    static let ofBoth = [
        "Type": "notify", "NotifyAccess": "main", "WatchdogUSec": "30s", "TimeoutStartUSec": "1min",
        "TimeoutStopUSec": "30s", "TimeoutAbortUSec": "30s", "Restart": "on-failure", "RestartUSec": "10s",
        "RestartPreventExitStatus": "64 78", "StartLimitIntervalUSec": "0", "OOMPolicy": "stop", "UMask": "0077",
        "LimitCORE": "0", "LimitCORESoft": "0", "LimitNOFILE": "4096", "LimitNOFILESoft": "4096", "TasksMax": "128",
        "MemoryHigh": "\(256 << 20)", "MemoryMax": "\(512 << 20)", "PrivateMounts": "yes", "SystemCallErrorNumber": "1",
        "RuntimeDirectoryPreserve": "yes", "KillMode": "mixed",
    ]
    static let ofTheSystems = [
        "StateDirectoryMode": "0700", "RuntimeDirectoryMode": "0755", "PrivateIPC": "yes", "RemoveIPC": "yes",
        "NoExecPaths": "/",
        "ExecPaths": "/usr/bin/almanacd /usr/bin/almanac -/usr/libexec/almanac -/usr/lib -/lib -/lib64",
    ]
    static let ofAUsers = ["RuntimeDirectoryMode": "0700"]

    /// What differs.
    ///
    /// - Parameter shown: the output of `systemctl show`, while the service runs.
    static func differences(_ shown: String, from expected: [String: String]) -> [String] {
        let lines = Set(shown.split(separator: "\n").map(String.init))
        return expected.map { "\($0)=\($1)" }.filter { !lines.contains($0) }.sorted()
    }
}

extension `In a systemd of its own` {
    @Suite struct `the unit of the system service` {
        @Test func `has the bounds that no score counts`() async throws {
            let lab = try await SystemdLab()
            let shown = try await lab.must("systemctl start almanacd && systemctl show almanacd")
            let expected = UnitLimits.ofBoth.merging(UnitLimits.ofTheSystems) { $1 }
            #expect(UnitLimits.differences(shown, from: expected) == [])
        }
    }
}

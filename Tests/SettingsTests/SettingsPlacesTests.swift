// SPDX-License-Identifier: Apache-2.0

import Foundation
import Settings
import Testing

@Suite struct `Where things are` {
    @Test(arguments: [
        // a user's daemon
        (
            ["HOME": "/home/a", "XDG_RUNTIME_DIR": "/run/user/7"], UInt32(7), nil, "/home/a/.local/state/almanac",
            "/run/user/7/almanac"
        ),
        (["HOME": "/home/a", "XDG_STATE_HOME": "/s"], 7, "/home/a/x.toml", "/s/almanac", "/run/user/7/almanac"),
        (
            ["HOME": "/home/a", "XDG_STATE_HOME": "relative"], 7, nil, "/home/a/.local/state/almanac",
            "/run/user/7/almanac"
        ),
        (["HOME": "/home/a", "RUNTIME_DIRECTORY": "/r/almanac"], 7, nil, "/home/a/.local/state/almanac", "/r/almanac"),
        // the system's
        (
            ["STATE_DIRECTORY": "/var/lib/x:/var/lib/y", "RUNTIME_DIRECTORY": "/run/x"], 999, nil, "/var/lib/x",
            "/run/x"
        ),
        (
            ["HOME": "/root", "XDG_STATE_HOME": "/s", "XDG_RUNTIME_DIR": "/run/user/0"], 0, nil, "/var/lib/almanac",
            "/run/almanac"
        ),
        (["HOME": "/home/a"], 7, "/etc/almanac/almanac.toml", "/var/lib/almanac", "/run/almanac"),
    ])
    func `follows from the environment`(
        _ variables: [String: String], _ user: UInt32, _ file: String?, _ state: String, _ run: String
    ) {
        let environment = ProcessEnvironment(variables, userID: user)
        let defaults = SettingsDefaults(environment: environment, settingsPath: file)
        #expect(defaults.databasePath == "\(state)/calendar.db")
        #expect(defaults.socketPath == "\(run)/almanac.sock")
    }

    @Test func `is told for the settings file by the option, the user's folder, then the system's`() {
        let environment = ProcessEnvironment(["HOME": "/home/a"])
        let user = "/home/a/.config/almanac/almanac.toml"
        let system = "/etc/almanac/almanac.toml"
        func find(_ option: String?, _ existing: Set<String>, _ environment: ProcessEnvironment = environment)
            -> String?
        {
            findSettingsFile(option: option, environment: environment, exists: existing.contains)
        }
        #expect(find("/x.toml", [user, system]) == "/x.toml")
        #expect(find(nil, [user, system]) == user)
        #expect(find(nil, [system]) == system)
        #expect(find(nil, []) == nil)
        let other = ProcessEnvironment(["HOME": "/home/a", "XDG_CONFIG_HOME": "/c"])
        #expect(find(nil, [user, "/c/almanac/almanac.toml"], other) == "/c/almanac/almanac.toml")
    }

    @Test func `is said when a file cannot be read`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).toml").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        func message() -> String? {
            do { _ = try loadSettings(from: path, defaults: .system) } catch { return "\(error)" }
            return nil
        }
        #expect(message() == "\(path): there is no such file; write one: the example almanac.toml names every key")
        try Data("[sync]\nintervall = 1\nx = 1\n".utf8).write(to: URL(filePath: path))
        #expect(
            message() == """
                \(path): line 2: sync.intervall: there is no such key; did you mean "interval"?
                \(path): line 3: sync.x: there is no such key; known here: interval, conflict, deletion_budget, mail_guard
                """)
        try Data([0x0a, 0x23, 0xff, 0x0a]).write(to: URL(filePath: path))
        #expect(message() == "\(path): line 2: this is not UTF-8 text")
        try Data(repeating: 0x0a, count: (1 << 20) + 1).write(to: URL(filePath: path))
        #expect(message() == "\(path): is larger than 1048576 bytes")
        #expect(try loadSettings(from: nil, defaults: .system).accounts.isEmpty)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

extension SystemdLab {
    static let settings = "/etc/almanac/almanac.toml"

    /// Accounts whose passwords are credentials of the unit.
    struct Account: Sendable {
        var name: String
        var url: String

        /// A block of the settings file.
        var block: String {
            """
            [[account]]
            name = "\(name)"
            kind = "caldav"
            url = "\(url)"
            username = "\(name)"
            password = { credential = "\(name)" }

            """
        }
    }

    func write(_ accounts: [Account], more: String = "") async throws {
        for account in accounts {
            try await write("\(account.name)-pw\n", to: "/etc/almanac/credentials/\(account.name)", mode: "600")
        }
        try await write(accounts.map(\.block).joined() + more, to: Self.settings)
    }

    /// Settings of the unit beside those in its file.
    func writeDropIn(_ lines: String, named name: String) async throws {
        try await write("[Service]\n\(lines)\n", to: "/etc/systemd/system/almanacd.service.d/\(name).conf")
        try await must("systemctl daemon-reload")
    }

    /// One of the unit's properties, as `systemctl show` has it.
    func property(_ name: String) async throws -> String {
        try await must("systemctl show almanacd --value --property \(name)").trimmingCharacters(in: .newlines)
    }

    /// Whether the kernel writes no core of the unit's process, wherever that may write.
    func writesNoCore() async throws -> Bool {
        try await must("cat /proc/$(systemctl show almanacd --value --property MainPID)/limits")
            .contains(/Max core file size +0 +0\b/)
    }

    /// The messages of the unit, as `journalctl` shows them.
    func journal(_ matches: String = "") async throws -> [String] {
        try await readJournal("--output cat \(matches)")
    }

    /// The fields of the unit's entries.
    func journalEntries(_ matches: String = "") async throws -> [[String: String]] {
        try await readJournal("--output json \(matches)").map {
            let entry = try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
            return (entry ?? [:]).compactMapValues { $0 as? String }
        }
    }

    /// With what was sent to journald by now.
    private func readJournal(_ options: String) async throws -> [String] {
        try await must("journalctl --sync && journalctl --unit almanacd --no-pager \(options)")
            .split(separator: "\n").map(String.init)
    }

    func names(of list: String) async throws -> [String] {
        let text = try await must("almanac \(list) --json")
        let answer = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let members = answer?[list] as? [[String: Any]] ?? []
        return members.compactMap { ($0["id"] ?? $0["name"]) as? String }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

extension `In a systemd of its own` {
    /// `scripts/reload-storm`: settings of accounts that come, go and change, a third of them bad.
    @Suite struct `a service that is reloaded a thousand times under load` {
        private struct Look: Decodable {
            let descriptors, threads, memory, connections: Int
        }
        private struct Outcome: Decodable {
            let warm, end: Look
            let seconds: Double
            let applied, refused, reads, syncs: Int
            let edits, failures: [String]
        }

        /// KiB. An allocator keeps some of what it once had, and each edit leaves its rows.
        private static let memoryMargin = 8 << 10
        /// Idle ones of libdispatch, which end when it likes.
        private static let threadMargin = 4

        private func block(_ name: String, _ server: TestServer, _ more: String = "") -> String {
            AccountText(name: name, url: server.url, username: name, more: more)
                .block(passwordFile: "/etc/almanac/\(name).password")
        }

        private func variants(_ server: TestServer) -> [String: String] {
            let (alice, bob) = (block("alice", server), block("bob", server))
            return [
                "first": alice, "both": alice + bob, "default": alice + block("bob", server, #"default = "home""#),
                "calendars": alice + block("bob", server, #"calendars = ["none"]"#),
                "changed": block("alice", server, #"interval = "7m""#) + bob,
                "sync": "[sync]\nmail_guard = 11\n" + alice,
                "bad-key": alice + "intervall = \"5m\"\n", "bad-half": String((alice + bob).dropLast(20)),
                "bad-name": alice + alice,
            ]
        }

        @Test func `keeps no descriptor, thread or memory, fails no client, and sends each edit once`() async throws {
            async let starting = TestServer.radicale()
            let lab = try await SystemdLab()
            let server = try await starting
            for name in ["alice", "bob"] {
                try server.addCalendar(of: name, titles: ["Breakfast with \(name)"])
                try await lab.write("\(name)-pw\n", to: "/etc/almanac/\(name).password", mode: "600")
                try await lab.must("chown almanac: /etc/almanac/\(name).password")
            }
            let variants = variants(server)
            for (name, text) in variants { try await lab.write(text, to: "/root/variants/\(name).toml") }
            try await lab.write(variants["first"] ?? "", to: SystemdLab.settings)
            try await lab.must("systemctl start almanacd && almanac sync")
            let process = try await lab.property("MainPID")

            let seed = Int.random(in: 1...1_000_000)
            let output = try await lab.must(
                "\(SystemdLab.root.path)/scripts/reload-storm --pid \(process) --settings \(SystemdLab.settings) "
                    + "--variants /root/variants --calendar alice/home --seed \(seed)")
            let outcome = try JSONDecoder().decode(Outcome.self, from: Data(output.utf8))
            print("seed \(seed): \(outcome.warm), then \(outcome.end), within \(outcome.seconds) s")
            #expect(outcome.failures == [])
            #expect(outcome.applied + outcome.refused == 1002 && outcome.refused > 200)
            #expect(outcome.edits.count > 100 && outcome.reads > 1000 && outcome.syncs > 20)
            #expect(outcome.end.descriptors <= outcome.warm.descriptors)
            #expect(outcome.end.threads <= outcome.warm.threads + Self.threadMargin)
            #expect(outcome.end.connections <= outcome.warm.connections)
            #expect(outcome.end.memory <= outcome.warm.memory + Self.memoryMargin)

            #expect(try await lab.must("almanac sync").contains("In step."))
            #expect(try await lab.property("MainPID") == process)
            #expect(try await lab.property("ActiveState") == "active")
            let (there, here) = (try titles(on: server), outcome.edits + ["Breakfast with alice"])
            #expect(there.sorted() == here.sorted())
        }

        private func titles(on server: TestServer) throws -> [String] {
            let folder = server.dataDirectory + "/collections/collection-root/alice/home"
            let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".ics") }
            return try files.flatMap { file in
                try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8).split(whereSeparator: \.isNewline)
                    .filter { $0.hasPrefix("SUMMARY:") }.map { String($0.dropFirst("SUMMARY:".count)) }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension `In a systemd of its own` {
    /// The system's unit in a network of its own, and a Radicale at 10.9.9.1 behind a cable that is plugged in later.
    @Suite struct `in a network that comes and goes` {
        private let lab: SystemdLab
        private static let radicale = URL(filePath: python("radicale")).deletingLastPathComponent()
        private static let server = "http://10.9.9.1:5232"
        private static let upload =
            "ip netns exec there curl -sSf -u alice:alice-pw -X PUT -H 'Content-Type: text/calendar' --data-binary @-"
            + " \(server)/alice/home"

        init() async throws {
            lab = try await SystemdLab(
                hasOwnNetwork: true, shows: [Self.radicale.deletingLastPathComponent().path])
            try await startServer()
            try await lab.write(
                [.init(name: "alice", url: Self.server + "/")], more: "allow_http = true\ninterval = \"1h\"\n")
        }

        /// In a network namespace, whose end of the cable is up; ours is neither up nor has an address.
        private func startServer() async throws {
            try await lab.must(
                """
                ip netns add there && ip link add cable type veth peer name far netns there \
                && ip -n there addr add 10.9.9.1/24 dev far && ip -n there link set far up \
                && ip -n there link set lo up && ip link set lo up
                """)
            try await lab.write("alice:alice-pw\n", to: "/srv/users")
            try await lab.write(
                """
                [server]
                hosts = 10.9.9.1:5232
                [auth]
                type = htpasswd
                htpasswd_filename = /srv/users
                htpasswd_encryption = plain
                delay = 0
                [storage]
                filesystem_folder = /srv/collections
                [logging]
                level = info

                """, to: "/srv/radicale.conf")
            try await lab.must(
                "systemd-run --quiet --unit radicale --property NetworkNamespacePath=/run/netns/there"
                    + " \(Self.radicale.path)/radicale -C /srv/radicale.conf")
            let make = "ip netns exec there curl -sSf -u alice:alice-pw -X MKCALENDAR \(Self.server)/alice/home/"
            try await eventually(within: .seconds(90)) { try await lab.shell(make).status == 0 }
            try await put("1", "Breakfast")
        }

        private func put(_ name: String, _ title: String) async throws {
            try await lab.write(simpleEvent(name, title, start: "20260302T090000Z"), to: "/srv/event.ics")
            try await lab.must("\(Self.upload)/\(name).ics </srv/event.ics")
        }

        private func polls() async throws -> Int {
            let lines = try await lab.must("journalctl --sync && journalctl --unit radicale --no-pager --output cat")
            return lines.split(separator: "\n").count { $0.contains("PROPFIND request for '/alice/'") }
        }

        private func arrivals() async throws -> [String] {
            try await lab.journal().filter { $0.hasPrefix("a network came up") }
        }

        private func isShown(_ title: String) async throws -> Bool {
            try await lab.must("almanac agenda 2026-03-02 --tz UTC").contains(title)
        }

        /// A cable, an address and a router.
        private let plugIn =
            "ip link set cable up && ip addr add 10.9.9.2/24 dev cable && ip route add default via 10.9.9.1"

        @Test func `a sync that waits for minutes is made within seconds of a network`() async throws {
            try await lab.must("systemctl start almanacd")
            // Each attempt has the next wait longer: two minutes at least after these.
            for _ in 0..<5 { #expect(try await lab.shell("almanac sync").status != 0) }
            try await lab.must(plugIn)
            let begin = ContinuousClock.now
            try await eventually(within: .seconds(60)) { try await isShown("Breakfast") }
            print("in step \(ContinuousClock.now - begin) after the network came up")
            #expect(try await arrivals() == ["a network came up interfaces=cable"])
        }

        @Test func `what is no network brings no poll`() async throws {
            try await lab.must("\(plugIn) && systemctl start almanacd")
            try await eventually { try await isShown("Breakfast") }
            let before = try await polls()
            try await lab.must(
                """
                for i in 1 2 3 4 5 6 7 8; do
                    ip addr change 10.9.9.2/24 dev cable valid_lft $((3600 + i)) preferred_lft $((1800 + i))
                    ip link add veth$i type veth peer name peer$i
                    ip link set veth$i up; ip link set peer$i up
                    ip route add 10.$i.0.0/16 via 10.9.9.1
                done
                ip link add docker0 type bridge && ip addr add 172.17.0.1/16 dev docker0
                ip link set veth1 master docker0 up && ip link set docker0 up
                ip addr add fe80::99/64 dev cable && ip link del veth2
                """)
            // A real one after it: what was told by then is all that there was to tell.
            try await lab.must(
                "ip link add vpn type veth peer name other && ip link set other up && ip link set vpn up"
                    + " && ip addr add 10.77.0.2/24 dev vpn")
            try await eventually { try await polls() > before }
            #expect(try await arrivals() == ["a network came up interfaces=vpn"])
            #expect(try await polls() == before + 1)
        }

        @Test func `a request that was under way when the address went does not hold up the next`() async throws {
            try await lab.must("\(plugIn) && systemctl start almanacd")
            try await eventually { try await isShown("Breakfast") }
            try await put("2", "Lunch")
            let before = try await polls()
            try await lab.must("systemctl kill --signal STOP radicale && (almanac sync >/dev/null 2>&1 &)")
            try await eventually("the request waits for its answer") {
                try await lab.must("ip netns exec there ss --no-header --tcp --numeric state established")
                    .split(separator: "\n").contains { line in
                        line.split(separator: " ").first.flatMap { Int($0) }.map { $0 > 0 } ?? false
                    }
            }
            let begin = ContinuousClock.now
            try await lab.must(
                "ip addr del 10.9.9.2/24 dev cable && ip addr add 10.9.9.3/24 dev cable"
                    + " && ip route add default via 10.9.9.1 && systemctl kill --signal CONT radicale")
            try await eventually(within: .seconds(28), "before a stalled request is given up") {
                try await isShown("Lunch")
            }
            print("in step \(ContinuousClock.now - begin) after the address had changed")
            #expect(try await polls() > before)
        }

        @Test func `a sandbox without netlink is said once, and all else works`() async throws {
            try await lab.writeDropIn(
                "RestrictAddressFamilies=\nRestrictAddressFamilies=AF_UNIX AF_INET AF_INET6", named: "families")
            try await lab.must("\(plugIn) && systemctl start almanacd && almanac sync")
            #expect(try await isShown("Breakfast"))
            let said = try await lab.journal().filter { $0.hasPrefix("not followed") }
            #expect(said.count == 1 && said[0].contains("networks: "), "\(said)")
        }
    }
}

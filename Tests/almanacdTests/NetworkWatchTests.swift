// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@testable import almanacd

/// Time is told in seconds.
@Suite struct `When a network came up` {
    private static let home = view(
        [Netlink.address(2, [192, 168, 1, 7])], [Netlink.route(2, via: [192, 168, 1, 1], from: [192, 168, 1, 7])])
    private static let office = view(
        [Netlink.address(2, [10, 1, 0, 7])], [Netlink.route(2, via: [10, 1, 0, 1], from: [10, 1, 0, 7])])
    private static let homeAndVPN = view(
        [Netlink.address(2, [192, 168, 1, 7]), Netlink.address(6, [10, 8, 0, 2])],
        [Netlink.route(2, via: [192, 168, 1, 1], from: [192, 168, 1, 7])])
    private static let none = view([], [])

    private static func view(_ addresses: [[UInt8]], _ routes: [[UInt8]]) -> NetworkView {
        Netlink.view(
            links: [Netlink.link(2, "wlan0"), Netlink.link(6, "wg0")], addresses: addresses, routes: routes)
    }

    /// What is told, and when, while this is seen at these times; it is looked at when the watch asks for it.
    private func told(
        _ begin: NetworkView?, _ seen: [(Double, NetworkView?)], resumes: [(Double, NetworkView?)] = []
    ) -> [String] {
        var (watch, told, now) = (NetworkWatch(begin), [String](), begin)
        var events = (seen.map { ($0.0, $0.1, false) } + resumes.map { ($0.0, $0.1, true) }).sorted { $0.0 < $1.0 }
        while true {
            let next = events.first?.0
            if let deadline = watch.deadline, deadline <= next.map({ .seconds($0) }) ?? deadline {
                guard let arrived = watch.settle(now, at: deadline) else { continue }
                let names = Set(arrived.map { now?.interfaces[$0.interface] ?? "?" }).sorted()
                told.append("\(seconds(deadline)) \(names.isEmpty ? "patience" : names.joined(separator: " "))")
            } else if let next {
                let event = events.removeFirst()
                now = event.1
                if event.2 {
                    if watch.resume(event.1, at: .seconds(next)) { told.append("\(seconds(.seconds(next))) resume") }
                } else {
                    watch.notice(event.1, at: .seconds(next))
                }
            } else {
                return told
            }
        }
    }

    private func seconds(_ duration: Duration) -> String {
        "\((Double(duration.microseconds) / 100_000).rounded() / 10)"
    }

    @Test func `is decided once it is quiet, and only where something is new`() {
        let rows: [(String, NetworkView?, [(Double, NetworkView?)], [String])] = [
            ("the first one", Self.none, [(1, Self.home)], ["2.0 wlan0"]),
            ("there at the start", Self.home, [], []),
            ("a renewal", Self.home, [(1, Self.home), (9, Self.home)], []),
            ("address and route, one after the other", Self.none, [(1, Self.none), (1.5, Self.home)], ["2.5 wlan0"]),
            ("gone", Self.home, [(1, Self.none)], []),
            ("gone and back", Self.home, [(1, Self.none), (1.2, Self.home)], ["2.2 wlan0"]),
            ("another Wi-Fi", Self.home, [(1, Self.office)], ["2.0 wlan0"]),
            ("a VPN beside it", Self.home, [(1, Self.homeAndVPN)], ["2.0 wg0"]),
            ("the VPN ends", Self.homeAndVPN, [(1, Self.home)], []),
            ("the kernel did not say", Self.home, [(1, nil)], []),
            ("it did not say at the start", nil, [(1, Self.home)], ["2.0 wlan0"]),
        ]
        for (what, begin, seen, expected) in rows { #expect(told(begin, seen) == expected, "\(what)") }
    }

    @Test func `is said within five seconds though it never becomes quiet`() {
        let storm = stride(from: 1.0, to: 20, by: 0.5).map { ($0, Optional(Self.home)) }
        #expect(told(Self.none, storm) == ["6.0 wlan0"])
    }

    @Test func `is waited for after a resume that has none, for a while`() {
        #expect(told(Self.home, [], resumes: [(1, Self.home)]) == ["1.0 resume"])
        #expect(told(Self.home, [], resumes: [(1, nil)]) == ["1.0 resume"])
        #expect(told(Self.home, [(4, Self.home)], resumes: [(1, Self.none)]) == ["5.0 wlan0"])
        #expect(told(Self.home, [], resumes: [(1, Self.none)]) == ["11.0 patience"])
        #expect(told(Self.home, [(30, Self.home)], resumes: [(1, Self.none)]) == ["11.0 patience", "31.0 wlan0"])
    }
}

@Suite struct `What became of the clocks` {
    private func change(wall: Int64, boot: Int64, monotonic: Int64) -> ClockChange {
        let old = ClockReading(wall: Instant(seconds: 1_780_000_000), boot: .seconds(500), monotonic: .seconds(400))
        return ClockChange(
            from: old,
            to: ClockReading(
                wall: old.wall + .milliseconds(wall), boot: old.boot + .milliseconds(boot),
                monotonic: old.monotonic + .milliseconds(monotonic)))
    }

    @Test func `is a sleep where one of them stood still, and a step where the wall clock went its own way`() {
        let hour: Int64 = 3_600_000
        let rows: [(Int64, Int64, Int64, slept: Duration?, step: Duration?)] = [
            (60_000, 60_000, 60_000, nil, nil), (60_900, 60_000, 60_000, nil, nil),
            (hour, hour, 5000, .milliseconds(hour - 5000), nil), (1000, 1000, 0, .seconds(1), nil),
            (999, 999, 0, nil, nil), (hour + 10, 10, 10, nil, .milliseconds(hour)),
            (10 - hour, 10, 10, nil, .milliseconds(-hour)),
            (3 * hour, hour, 0, .milliseconds(hour), .milliseconds(2 * hour)),
        ]
        for (wall, boot, monotonic, slept, step) in rows {
            let change = change(wall: wall, boot: boot, monotonic: monotonic)
            #expect(change.slept == slept && change.step == step, "\(wall) \(boot) \(monotonic): \(change)")
        }
    }

    @Test(arguments: [(7_199_999, 7200), (7_200_499, 7200), (-7_199_999, -7200), (1000, 1), (0, 0)])
    func `is told in whole seconds`(_ milliseconds: Int64, _ seconds: Int64) {
        #expect(roundedSeconds(.milliseconds(milliseconds)) == seconds)
    }
}

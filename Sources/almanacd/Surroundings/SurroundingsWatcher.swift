// SPDX-License-Identifier: Apache-2.0

import CLinux
import CalendarModel
import Glibc
import Systemd

/// What happened around the daemon.
enum SurroundingsEvent: Sendable, Equatable {
    /// On these interfaces.
    case networkUp([String])
    /// - Parameter isConnected: else a ``networkUp(_:)`` or ``stillNoNetwork`` follows.
    case resumed(slept: Duration, isConnected: Bool)
    case stillNoNetwork
    case clockSet(by: Duration)
    /// From now on, and why.
    case notFollowed(String)
}

/// Follows the machine's networks and clocks on one thread of its own, which sleeps until the kernel tells of something.
final class SurroundingsWatcher: Sendable {
    /// For one reader. It ends with ``stop()``.
    let events: AsyncStream<SurroundingsEvent>
    /// What cannot be followed, and why.
    let blindness: [String]
    private let stopper: Int32

    init() {
        let (events, continuation) = AsyncStream.makeStream(
            of: SurroundingsEvent.self, bufferingPolicy: .bufferingNewest(64))
        self.events = events
        var (ends, blindness): ([Int32], [String]) = ([-1, -1], [])
        if pipe(&ends) != 0 { blindness.append("stopping: \(SystemError())") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        stopper = ends[1]
        let work = SurroundingsWork(stop: ends[0], continuation)
        blindness += work.open()
        if !startThread({ work.run() }) {
            continuation.finish()
            blindness = ["networks and clocks: the system has no thread left"]
        }
        self.blindness = blindness
    }

    deinit { if stopper >= 0 { close(stopper) } }

    /// The thread ends, also with the last reference.
    func stop() {
        var byte: UInt8 = 0
        if stopper >= 0 { _ = write(stopper, &byte, 1) }
    }
}

/// The thread's.
private final class SurroundingsWork {
    private static let groups = [
        RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE,
    ]
    private var network: Int32 = -1
    private var reader: NetworkReader?
    private var timer: ClockTimer?
    private let stop: Int32
    private let events: AsyncStream<SurroundingsEvent>.Continuation

    /// In a storm of messages the kernel is not asked more often than this.
    private static let pause = Duration.milliseconds(250)

    init(stop: Int32, _ events: AsyncStream<SurroundingsEvent>.Continuation) {
        (self.stop, self.events) = (stop, events)
    }

    /// - Returns: what cannot be followed, and why.
    func open() -> [String] {
        var blindness: [String] = []
        do throws(SystemError) {
            reader = try NetworkReader()
            network = try netlinkSocket(groups: Self.groups)
        } catch {
            blindness.append("networks: \(error)")
        }
        do throws(SystemError) {
            timer = try ClockTimer()
        } catch {
            blindness.append("sleep and clocks: \(error)")
        }
        return blindness
    }

    deinit {
        for descriptor in [network, stop] where descriptor >= 0 { close(descriptor) }
    }

    func run() {
        defer { events.finish() }
        var clocks = ClockReading.now
        var watch = NetworkWatch(reader?.view())
        var lookedAt = clocks.monotonic
        var files = [
            pollfd(fd: stop, events: Int16(POLLIN), revents: 0), pollfd(fd: network, events: Int16(POLLIN), revents: 0),
            pollfd(fd: timer?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        while wait(for: &files, until: watch.deadline), files[0].revents == 0 {
            let now = ClockReading.now
            if files[1].revents != 0 {
                if let error = drain(network) {
                    files[1].fd = -1
                    events.yield(.notFollowed("networks: \(error)"))
                }
                let isTooSoon = now.monotonic - lookedAt < Self.pause
                watch.notice(isTooSoon ? nil : reader?.view(), at: now.monotonic)
                if !isTooSoon { lookedAt = now.monotonic }
            }
            if files[2].revents != 0 {
                timer?.rearm()
                let after = ClockReading.now
                tell(ClockChange(from: clocks, to: after)) { watch.resume(reader?.view(), at: after.monotonic) }
                clocks = after
            }
            if let deadline = watch.deadline, now.monotonic >= deadline {
                let view = reader?.view()
                if let arrived = watch.settle(view, at: now.monotonic) { tell(arrived, view) }
            }
        }
    }

    private func tell(_ change: ClockChange, resume: () -> Bool) {
        if let slept = change.slept { events.yield(.resumed(slept: slept, isConnected: resume())) }
        if let step = change.step { events.yield(.clockSet(by: step)) }
    }

    private func tell(_ arrived: Set<NetworkView.Attachment>, _ view: NetworkView?) {
        let names = Set(arrived.map { view?.interfaces[$0.interface] ?? "\($0.interface)" })
        events.yield(arrived.isEmpty ? .stillNoNetwork : .networkUp(names.sorted()))
    }

    /// - Returns: `false` when nothing can be followed any more.
    private func wait(for files: inout [pollfd], until deadline: Duration?) -> Bool {
        let left = deadline.map { max(.zero, $0 - monotonicTime()) }
        let milliseconds = left.map { Int32(clamping: $0.microseconds / 1000 + 1) } ?? -1
        if poll(&files, nfds_t(files.count), milliseconds) >= 0 || errno == EINTR { return true }
        events.yield(.notFollowed("networks, sleep and clocks: \(SystemError())"))
        return false
    }

    /// Takes what has come; what it says is asked anew, so that a lost message (ENOBUFS) is no other case than one that came.
    ///
    /// - Returns: why nothing more can come.
    private func drain(_ socket: Int32) -> SystemError? {
        var buffer: UInt64 = 0
        for _ in 0..<10_000 {
            // The rest of the datagram goes with it.
            let count = recv(socket, &buffer, MemoryLayout<UInt64>.size, Int32(MSG_DONTWAIT))
            if count < 0, errno == EAGAIN { return nil }
            if count == 0 { return SystemError(ECONNRESET) }
            if count < 0, errno != ENOBUFS, errno != EINTR { return SystemError() }
        }
        return nil
    }
}

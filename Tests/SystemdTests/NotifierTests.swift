// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import Synchronization
import Testing

@testable import Systemd

/// The socket that systemd listens on for a service.
private final class NotifySocket {
    let path = "\(NSTemporaryDirectory())almanac-\(UInt32.random(in: 0...UInt32.max)).sock"
    private let socket: Int32

    init() throws { socket = try boundDatagramSocket(path) }

    deinit {
        close(socket)
        unlink(path)
    }

    /// The next message; waits for it.
    func next() -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(socket, &buffer, buffer.count, 0)
        return String(decoding: buffer[..<max(0, count)], as: UTF8.self)
    }
}

@Suite(.serialized) struct `systemd is told` {
    @Test func `nothing when it does not listen`() async {
        let sent = await withVariables([:]) { SystemdNotifier().ready() }
        #expect(!sent)
        #expect(SystemdNotifier().watchdogInterval == nil)
        #expect(listenSockets().isEmpty)
    }

    @Test func `each state in its own words`() async throws {
        let socket = try NotifySocket()
        let notifier = SystemdNotifier()
        await withVariables(["NOTIFY_SOCKET": socket.path]) {
            #expect(notifier.ready())
            #expect(socket.next() == "READY=1")
            notifier.stopping()
            #expect(socket.next() == "STOPPING=1")
            notifier.watchdog()
            #expect(socket.next() == "WATCHDOG=1")
            notifier.extendTimeout(by: .milliseconds(15_500))
            #expect(socket.next() == "EXTEND_TIMEOUT_USEC=15500000")
        }
    }

    @Test func `of a reload with the time it began`() async throws {
        let socket = try NotifySocket()
        let before = DispatchTime.now().uptimeNanoseconds / 1000
        await withVariables(["NOTIFY_SOCKET": socket.path]) { _ = SystemdNotifier().reloading() }
        let lines = socket.next().split(separator: "\n")
        #expect(lines.first == "RELOADING=1")
        let time = try #require(lines.last.flatMap { UInt64($0.dropFirst("MONOTONIC_USEC=".count)) })
        #expect(time >= before && time <= DispatchTime.now().uptimeNanoseconds / 1000)
    }

    @Test(arguments: [
        ("in step, work/team 2 min ago", "in step, work/team 2 min ago"), ("a\nMAINPID=1", "a MAINPID=1"),
        ("a\r\nb\u{0}c\u{2028}d", "a b c d"), ("zürich 🙂", "zürich 🙂"),
    ])
    func `a status of one line`(_ text: String, _ expected: String) async throws {
        let socket = try NotifySocket()
        await withVariables(["NOTIFY_SOCKET": socket.path]) { _ = SystemdNotifier().status(text) }
        #expect(socket.next() == "STATUS=\(expected)")
    }

    /// systemd drops a message of 4096 bytes and more (PIPE_BUF), whole.
    @Test(arguments: ["key", "ké", "k🙂"])
    func `a status of a thousand bytes, however long the key that is wrong`(_ word: String) async throws {
        let socket = try NotifySocket()
        let text = "reload failed: line 7: " + String(repeating: word, count: 100_000)
        await withVariables(["NOTIFY_SOCKET": socket.path]) { _ = SystemdNotifier().status(text) }
        let status = socket.next().dropFirst("STATUS=".count)
        #expect(status.last == "…" && text.hasPrefix(status.dropLast()))
        #expect((990...1003).contains(status.utf8.count))
    }

    /// A PID 1 that reads nothing, as while it is stopped, holds nobody up.
    @Test func `without waiting for it without end`() async throws {
        let socket = try NotifySocket()
        let notifier = SystemdNotifier()
        await withVariables(["NOTIFY_SOCKET": socket.path]) {
            while notifier.status("how it stands") {}
            #expect(!notifier.watchdog())
            _ = socket.next()
            #expect(notifier.watchdog())
        }
    }

    @Test func `that the daemon lives, three times in each interval, while each part gets on`() async throws {
        let socket = try NotifySocket()
        let looks = Mutex(0)
        let (stops, stopped) = AsyncStream<Void>.makeStream()
        await withVariables(["NOTIFY_SOCKET": socket.path, "WATCHDOG_USEC": "300000"]) {
            #expect(SystemdNotifier().watchdogInterval == .milliseconds(300))
            let began = ContinuousClock.now
            let watchdog = Watchdog(log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) { interval in
                #expect(interval == .milliseconds(300))
                let count = looks.withLock {
                    $0 += 1
                    return $0
                }
                if count == 6 { stopped.finish() }
                // At the first three looks it gets on, then never again.
                return [PartLook(part: "one", mark: UInt64(min(count, 3)), limit: .zero, activity: "at work")]
            }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { try? await watchdog.run() }
                for await _ in stops {}
                group.cancelAll()
            }
            SystemdNotifier().status("the end")
            // Five waits of a third.
            #expect(ContinuousClock.now - began >= .milliseconds(480))
        }
        #expect([socket.next(), socket.next(), socket.next()] == Array(repeating: "WATCHDOG=1", count: 3))
        #expect(socket.next() == "STATUS=the end", "no ping more, though it looked six times")
    }

    @Test func `not to watch another process`() async {
        await withVariables(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"]) {
            #expect(SystemdNotifier().watchdogInterval == nil)
        }
    }

    @Test func `which sockets it opened, by it`() async throws {
        try #require(fcntl(3, F_GETFD) >= 0 || open("/dev/null", O_RDONLY) == 3)
        let variables = ["LISTEN_PID": String(getpid()), "LISTEN_FDS": "1", "LISTEN_FDNAMES": "control"]
        let sockets = await withVariables(variables) { listenSockets() }
        #expect(sockets == [3: "control"])
    }
}

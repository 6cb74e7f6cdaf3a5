// SPDX-License-Identifier: Apache-2.0

import Glibc
import Logging
import Synchronization
import Testing

@testable import Systemd

/// As of `almanacd 2>&1 | less`.
private final class Pipe {
    let (reader, writer): (Int32, Int32)

    init() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        (reader, writer) = (ends[0], ends[1])
        try #require(fcntl(reader, F_SETFL, O_NONBLOCK) == 0)
    }

    deinit {
        close(reader)
        close(writer)
    }

    func lines() -> [Substring] {
        var (text, buffer): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: 1 << 16))
        while true {
            let count = read(reader, &buffer, buffer.count)
            guard count > 0 else { break }
            text += buffer[..<count]
        }
        return String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: true)
    }
}

@Suite struct `Lines on standard error` {
    @Test(arguments: [200, 10_000]) func `that nobody reads are dropped without much waiting`(length: Int) throws {
        let pipe = try Pipe()
        let output = LineOutput(pipe.writer)
        let line = String(repeating: "x", count: length)
        var taken = 0
        let elapsed = ContinuousClock().measure {
            for _ in 0..<5000 where output.write(line + "\n") { taken += 1 }
        }
        #expect(elapsed < .seconds(60))
        #expect(taken > 0 && taken < 5000)
        let lines = pipe.lines()
        #expect(lines.prefix(taken).allSatisfy { $0 == line })
        // Then one that was cut, if any; the next begins a line of its own.
        #expect(lines.count <= taken + 1)
        #expect(output.write("next\n"))
        #expect(pipe.lines() == ["next"])
    }

    @Test func `that are longer than the pipe takes at once are whole`() throws {
        let pipe = try Pipe()
        let line = String(repeating: "é", count: 10_000)
        #expect(LineOutput(pipe.writer).write(line + "\n"))
        #expect(pipe.lines() == [line[...]])
    }
}

@Suite struct `Entries that nobody takes` {
    @Test func `are counted, also while the count itself is not taken`() {
        let losses = LogLosses()
        let told = Mutex<[String]>([])
        /// `takes`: so many entries from now on.
        func send(_ message: String, takes: Int) {
            var left = takes
            let entry = LogEntry(
                level: .notice, message: message, metadata: [:], label: "test", file: "", function: "", line: 1)
            losses.send(entry) { entry in
                left -= 1
                guard left >= 0 else { return false }
                told.withLock { $0.append(entry.text) }
                return true
            }
        }
        for _ in 0..<3 { send("started", takes: 0) }
        send("first", takes: 1)
        send("second", takes: 2)
        send("third", takes: 2)
        #expect(told.withLock { $0 } == ["first", "second", "log entries were lost count=3", "third"])
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What the kernel counted for one finished process (wait4), its threads and waited-for children included.
struct Usage: Sendable {
    var wallMilliseconds: Double
    var userMilliseconds: Double
    var systemMilliseconds: Double
    /// The largest resident set.
    var peakMiB: Double
    var minorFaults: Int
    var contextSwitches: Int
    /// 128 + signal when a signal ended it.
    var exitStatus: Int

    /// The line that `measure` writes.
    init?(_ line: String) {
        let numbers = line.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        guard numbers.count == 7 else { return nil }
        wallMilliseconds = Double(numbers[0]) / 1000
        userMilliseconds = Double(numbers[1]) / 1000
        systemMilliseconds = Double(numbers[2]) / 1000
        peakMiB = Double(numbers[3]) / 1024
        minorFaults = numbers[4]
        contextSwitches = numbers[5]
        exitStatus = numbers[6]
    }
}

// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Systemd

/// The three clocks at one moment.
struct ClockReading: Equatable {
    /// CLOCK_REALTIME.
    var wall: Instant
    /// CLOCK_BOOTTIME: goes on while the machine sleeps.
    var boot: Duration
    /// CLOCK_MONOTONIC: stands still while the machine sleeps.
    var monotonic: Duration

    static var now: Self {
        Self(wall: wallTime(), boot: bootTime(), monotonic: monotonicTime())
    }
}

/// What became of the clocks between two readings.
struct ClockChange: Equatable {
    /// How long the machine slept; `nil`: not at all.
    var slept: Duration?
    /// How far the wall clock was set; `nil`: not at all. Slewing, and what two readings lie apart, do not count.
    var step: Duration?

    private static let least = Duration.seconds(1)

    init(from old: ClockReading, to new: ClockReading) {
        let slept = (new.boot - new.monotonic) - (old.boot - old.monotonic)
        let step = (new.wall - old.wall) - (new.boot - old.boot)
        self.slept = slept >= Self.least ? slept : nil
        self.step = step >= Self.least || step <= .zero - Self.least ? step : nil
    }
}

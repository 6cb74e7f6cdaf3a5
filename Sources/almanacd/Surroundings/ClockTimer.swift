// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// A timer that never expires, and which the kernel cancels when the wall clock is set, and after each sleep of the machine
/// (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET): so nobody has to look now and then.
final class ClockTimer {
    /// Readable once it was cancelled.
    let descriptor: Int32

    init() throws(SystemError) {
        descriptor = timerfd_create(CLOCK_REALTIME, Int32(TFD_CLOEXEC) | Int32(TFD_NONBLOCK))
        guard descriptor >= 0, arm() else { throw SystemError() }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Before the clocks are read, so that no change falls between.
    func rearm() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
        _ = arm()
    }

    private func arm() -> Bool {
        // The kernel cuts it off at what it can count to, in the year 2262.
        var never = itimerspec(
            it_interval: timespec(), it_value: timespec(tv_sec: Int(Int32.max) * 4, tv_nsec: 0))
        let flags = Int32(TFD_TIMER_ABSTIME) | Int32(TFD_TIMER_CANCEL_ON_SET)
        return timerfd_settime(descriptor, flags, &never, nil) == 0
    }
}

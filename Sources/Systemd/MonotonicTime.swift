// SPDX-License-Identifier: Apache-2.0

import Glibc

/// CLOCK_MONOTONIC, which stands still while the machine sleeps.
package func monotonicTime() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}

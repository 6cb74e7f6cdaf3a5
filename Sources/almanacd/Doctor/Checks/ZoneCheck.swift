// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The time zone data that dates and rules are read with.
struct ZoneCheck {
    var folder = "/usr/share/zoneinfo"

    func findings() -> [Finding] {
        let check = Check("zones", "time zones")
        guard access("\(folder)/Europe/Berlin", R_OK) == 0, access("\(folder)/America/New_York", R_OK) == 0 else {
            return [
                check.failure(
                    "\(folder) has no time zone data", "Times in named zones cannot be read.",
                    "install the package tzdata, then: almanac doctor")
            ]
        }
        return [check.ok("\(folder) is there")]
    }
}

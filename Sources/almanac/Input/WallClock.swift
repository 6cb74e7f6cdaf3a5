// SPDX-License-Identifier: Apache-2.0

package import ControlWire
import Glibc

/// The reader's wall clock.
package struct WallClock: Sendable, Equatable {
    package var now: LocalDateTime
    /// Seconds east of UTC, now.
    package var offset: Int
    /// The name of the zone, if it has one; `nil`: the daemon's.
    package var zone: String?
    package init(now: LocalDateTime, offset: Int = 0, zone: String? = nil) {
        self.now = now
        self.offset = offset
        self.zone = zone
    }
    package var today: CivilDate { now.date }
}

extension WallClock {
    /// The system's clock, in the zone asked for or in the system's own. Sets `TZ` for the whole process.
    static func system(zone: String?) -> WallClock {
        if let zone {
            setenv("TZ", zone, 1)
            tzset()
        }
        var seconds = time(nil)
        var parts = tm()
        localtime_r(&seconds, &parts)
        let offset = parts.tm_gmtoff
        return WallClock(
            now: LocalDateTime(seconds: Int64(seconds + offset)), offset: offset, zone: zone ?? systemZoneName())
    }
}

/// `TZ`, or where `/etc/localtime` leads.
private func systemZoneName() -> String? {
    if let name = environment("TZ") {
        let name = name.hasPrefix(":") ? String(name.dropFirst()) : name
        return isZoneFile(name) ? name : nil
    }
    guard let path = realpath("/etc/localtime", nil) else { return nil }
    defer { free(path) }
    let parts = String(cString: path).split(separator: "/")
    guard let folder = parts.lastIndex(of: "zoneinfo") else { return nil }
    let name = parts[(folder + 1)...].joined(separator: "/")
    return name.isEmpty ? nil : name
}

private func isZoneFile(_ name: String) -> Bool {
    let isName = !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !name.contains("..")
    return isName && !name.hasPrefix("/") && access("/usr/share/zoneinfo/\(name)", R_OK) == 0
}

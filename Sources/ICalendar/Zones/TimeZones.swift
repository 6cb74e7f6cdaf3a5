// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// The time zones of the system's database, read once each.
package struct TimeZones: Sendable {
    /// `$TZDIR`, else `/usr/share/zoneinfo`.
    package static let system = TimeZones(directory: environment("TZDIR") ?? "/usr/share/zoneinfo")

    /// Bytes of a name.
    private static let maximumLength = 64

    private let directory: String
    private let cache = Cache()

    private final class Cache: Sendable {
        let zones = Mutex<[String: TimeZoneRules]>([:])
        let index = Mutex<ZoneIndex?>(nil)
    }

    package init(directory: String) { self.directory = directory }

    /// By its name in the database, or an alias there. The name comes from strangers: it is checked before any file is opened.
    package func zone(named name: String) -> TimeZoneRules? {
        if let known = cache.zones.withLock({ $0[name] }) { return known }
        guard Self.isAllowed(name), let bytes = Self.read("\(directory)/\(name)"),
            let rules = TZif.rules(named: name, bytes)
        else { return nil }
        return cache.zones.withLock {
            // Names are files that exist, so that strangers cannot make this grow.
            let zone = $0[name] ?? rules
            $0[name] = zone
            return zone
        }
    }

    /// By a name that differs from the zone's own in case, or in spaces for underscores, or is an older one of it. No file is
    /// opened by such a name.
    func zone(like name: String) -> TimeZoneRules? {
        guard name.utf8.count <= Self.maximumLength else { return nil }
        let known = cache.index.withLock {
            let index = $0 ?? ZoneIndex(directory: directory, links: Self.read("\(directory)/tzdata.zi"))
            $0 = index
            return index.name(like: name)
        }
        return known.flatMap(zone(named:))
    }

    /// `$TZ`, `/etc/timezone` or the target of `/etc/localtime`; `UTC` if none of them names a zone.
    package var localName: String {
        let fromVariable = environment("TZ").map { $0.hasPrefix(":") ? String($0.dropFirst()) : $0 }
        let fromFile = Self.read("/etc/timezone").map { String(decoding: $0.prefix { $0 > 0x20 }, as: UTF8.self) }
        for name in [fromVariable, fromFile, Self.linkedName] {
            if let name, zone(named: name) != nil { return name }
        }
        return "UTC"
    }

    /// One to three parts of letters, digits, `_`, `+` and `-`; nothing that counts leap seconds or means this machine.
    static func isAllowed(_ name: String) -> Bool {
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count <= 3, name.utf8.count <= maximumLength else { return false }
        for part in parts {
            guard !part.isEmpty,
                part.allSatisfy({ $0.isNameCharacter && $0 != UInt8(ascii: ".") || $0 == UInt8(ascii: "+") })
            else { return false }
        }
        return !["right", "posix", "localtime", "posixrules", "Factory"].contains(String(Substring(parts[0])))
    }

    private static var linkedName: String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/etc/localtime", &buffer, buffer.count)
        guard count > 0 else { return nil }
        let path = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let parts = path.split(separator: "/")
        guard let folder = parts.lastIndex(of: "zoneinfo") else { return nil }
        return parts[(folder + 1)...].joined(separator: "/")
    }

    /// A regular file of at most 1 MiB. Never waits, whatever stands at the path.
    private static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= 1 << 20 else {
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
        return count == bytes.count ? bytes : nil
    }
}

private func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
}

// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The names of the zones below a directory, to find one however it is spelled, and the older names of zones that are kept
/// in `tzdata.zi` alone.
struct ZoneIndex: Sendable {
    /// Many times as many as there are.
    private static let maximumNames = 8192

    private var names: [String: String] = [:]

    init(directory: String, links: [UInt8]?) {
        scan(directory, prefix: "", depth: 3)
        if let links { read(links) }
    }

    /// The zone's own name for `europe/berlin` or `America/New York`.
    func name(like name: String) -> String? { names[Self.key(name)] }

    private static func key(_ name: String) -> String {
        String(decoding: name.utf8.map { $0 == .space ? UInt8(ascii: "_") : $0.asciiUppercased }, as: UTF8.self)
    }

    private mutating func add(_ name: String, meaning zone: String) {
        guard names.count < Self.maximumNames, TimeZones.isAllowed(name), TimeZones.isAllowed(zone) else { return }
        let key = Self.key(name)
        if names[key] == nil { names[key] = zone }
    }

    private mutating func scan(_ directory: String, prefix: String, depth: Int) {
        guard depth > 0, let folder = opendir(directory) else { return }
        defer { closedir(folder) }
        while names.count < Self.maximumNames, let entry = readdir(folder) {
            let file = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            let name = prefix + file
            guard TimeZones.isAllowed(name) else { continue }
            var status = stat()
            guard stat("\(directory)/\(file)", &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFREG: add(name, meaning: name)
            case S_IFDIR: scan("\(directory)/\(file)", prefix: name + "/", depth: depth - 1)
            default: break
            }
        }
    }

    /// Lines `L target name`.
    private mutating func read(_ links: [UInt8]) {
        for line in links.split(separator: .lineFeed) where line.starts(with: "L ".utf8) {
            let words = line.split(separator: .space)
            guard words.count == 3 else { continue }
            add(String(decoding: words[2], as: UTF8.self), meaning: String(decoding: words[1], as: UTF8.self))
        }
    }
}

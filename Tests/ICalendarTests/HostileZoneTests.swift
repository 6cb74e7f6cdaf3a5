// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import ICalendar

/// The names of the system's database, and its files.
enum ZoneFiles {
    static let directory = "/usr/share/zoneinfo"

    /// Found by listing.
    static let names: [String] = {
        let paths = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
        return paths.filter { TimeZones.isAllowed($0) && TimeZones.system.zone(named: $0) != nil }.sorted()
    }()

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(directory)/\(name)")))
    }
}

@Suite struct `Hostile time zones` {
    private static let moments: [Int64] = [
        Int64.min, -9_999_999_999_999, -2_000_000_000, 0, 1_780_000_000, 4_200_000_000, 253_402_300_799, Int64.max,
    ]

    private static func ask(_ rules: TimeZoneRules) {
        for moment in moments {
            _ = rules.utc(fromWall: moment)
            _ = rules.abbreviation(atUTC: moment)
        }
    }

    @Test(arguments: ["Europe/Berlin", "Africa/Casablanca", "Europe/Dublin", "America/Nuuk", "Etc/UTC"])
    func `files with changed bytes are refused or read, and nothing traps`(_ name: String) throws {
        let original = try ZoneFiles.bytes(name)
        let seed = UInt64.random(in: 0...UInt64.max)
        print("\(name): seed \(seed)")
        var random = Seeded(state: seed)
        for _ in 0..<300 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                // Most often in a header, whose counts say where everything else is.
                let isHeader = Bool.random(using: &random)
                let place = Int.random(in: 0..<(isHeader ? min(44, bytes.count) : bytes.count), using: &random)
                bytes[place] =
                    [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)]
                    .randomElement(using: &random) ?? 0
            }
            if Int.random(in: 0..<4, using: &random) == 0 {
                bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
            }
            if let rules = TZif.rules(named: "x", bytes) { Self.ask(rules) }
        }
        #expect(TZif.rules(named: "x", original) != nil)
    }

    @Test func `rules with changed bytes are refused or read, and nothing traps`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var random = Seeded(state: seed)
        let originals = [
            "CET-1CEST,M3.5.0,M10.5.0/3", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "XXX3EDT4,0/0,J365/23",
            "IST-1GMT0,M10.5.0,M3.5.0/1",
            "EET-2EEST,M3.4.4/50,M10.4.4/50",
        ]
        let alphabet = Array("0123456789,./-+<>MJA:".utf8)
        for original in originals {
            let bytes = Array(original.utf8)
            #expect(PosixRule(bytes) != nil, "\(original)")
            for _ in 0..<400 {
                var changed = bytes
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    let place = Int.random(in: 0..<changed.count, using: &random)
                    changed[place] = alphabet.randomElement(using: &random) ?? 0
                }
                guard let rule = PosixRule(changed) else { continue }
                Self.ask(TimeZoneRules(name: "x", first: rule.standard, transitions: [], rule: rule))
            }
        }
    }

    @Test func `directories may hold anything`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "almanac-zones-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder.appending(path: "Folder"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let berlin = try ZoneFiles.bytes("Europe/Berlin")
        func write(_ name: String, _ bytes: [UInt8]) throws { try Data(bytes).write(to: folder.appending(path: name)) }
        #expect(mkfifo(folder.appending(path: "Pipe").path, 0o600) == 0)
        for name in ["Folder/Good", "posixrules", "localtime"] { try write(name, berlin) }
        try write("Large", berlin + [UInt8](repeating: 0, count: 2 << 20))
        try write("leapseconds", Array("# text".utf8))
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "Folder/Loop"), withDestinationURL: folder)
        let zones = TimeZones(directory: folder.path)
        for name in [
            "Pipe", "Folder", "Large", "posixrules", "localtime", "leapseconds", "Folder/Loop", "../x", "Gone",
        ] {
            #expect(zones.zone(named: name) == nil, "\(name)")
            #expect(zones.zone(meantBy: name.uppercased()) == nil, "\(name)")
            #expect(zones.zone(meantBy: "/example.org/\(name)") == nil, "\(name)")
        }
        #expect(zones.zone(meantBy: "FOLDER/good")?.name == "Folder/Good")
    }
}

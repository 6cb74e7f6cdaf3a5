// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The layering of ARCHITECTURE.md, checked: SwiftPM itself allows what is only transitively reachable.
@Suite struct `Each module imports only what its layer allows` {
    private static let toolchain: Set<String> = ["Glibc", "Synchronization", "FoundationEssentials"]
    private static let services: Set<String> = ["Logging", "Metrics"]
    private static let core: Set<String> = ["CalendarModel", "Planning"]

    static let allowed: [String: Set<String>] = [
        "CalendarModel": [],
        "Planning": ["CalendarModel"],
        "ICalendar": toolchain.union(["CalendarModel", "Crypto"]),
        "HTTPTransfer": shell(["CCurl"]),
        "RemoteCalendars": shell(["CalendarModel"]),
        "CalDAV": shell(["CalendarModel", "RemoteCalendars", "HTTPTransfer", "CExpat", "CResolv"]),
        "CalendarStorage": shell(["CalendarModel", "GRDB", "GRDBSQLite"]),
        "SyncEngine": shell(core.union(["ICalendar", "RemoteCalendars", "CalendarStorage"])),
        "CalendarBridge": shell(core.union(["ICalendar", "RemoteCalendars", "CalendarStorage", "CHiredis"])),
        "Settings": shell(["CalendarModel", "CLinux"]),
        "ControlWire": toolchain,
        "ControlServer": shell([
            "ControlWire", "CalendarModel", "CalendarBridge", "Hummingbird", "HummingbirdCore", "HTTPTypes", "NIOCore",
            "NIOPosix",
        ]),
        "ControlClient": shell(["ControlWire", "HTTPTransfer"]),
        "Systemd": shell(["CSystemd"]),
        "almanac": toolchain.union(["ControlWire", "ControlClient", "ArgumentParser"]),
    ]

    private static func shell(_ own: Set<String>) -> Set<String> { own.union(toolchain).union(services) }

    private static let sources = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")

    @Test(arguments: allowed.keys.sorted()) func `imports nothing else`(_ module: String) throws {
        let files = try Self.files(in: Self.sources.appending(path: module))
        for (file, text) in files {
            let pattern =
                /(?m)^\s*(?:@\w+(?:\(\w+\))? )*(?:package |public |internal |private |fileprivate )?import (?:struct |func |enum |class |protocol |let |var |typealias )?(\w+)/
            for match in text.matches(of: pattern) {
                #expect(Self.allowed[module]!.contains(String(match.1)), "\(file) imports \(match.1)")
            }
        }
        #expect(!files.isEmpty)
    }

    /// They would hold up a thread of the pool.
    @Test func `has the database on the calling thread in tests only`() throws {
        for (file, text) in try Self.files(in: Self.sources) where file != "CalendarStore.swift" {
            #expect(!text.contains(/\b(readNow|writeNow)\b/), "\(file)")
        }
    }

    private static func files(in folder: URL) throws -> [(name: String, text: String)] {
        let all = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        return try all.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
            .map { ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8)) }
    }

    @Test func `covers every module but the daemon, which may import all`() throws {
        let folders = try FileManager.default.contentsOfDirectory(at: Self.sources, includingPropertiesForKeys: nil)
            .filter { !["module.modulemap"].contains($0.lastPathComponent) }
            .map(\.lastPathComponent)
            .filter {
                !FileManager.default.fileExists(atPath: Self.sources.appending(path: "\($0)/module.modulemap").path)
            }
        #expect(Set(folders) == Set(Self.allowed.keys).union(["almanacd"]))
    }
}

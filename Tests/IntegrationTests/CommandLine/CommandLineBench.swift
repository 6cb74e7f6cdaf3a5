// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// A server with a calendar of alice's, a proxy before it, and a running daemon that follows it.
struct CommandLineBench {
    let remote: RemoteFolder
    let proxy: TestProxy
    let here: Installation
    let daemon: DaemonProcess

    /// - Parameters:
    ///   - events: files by name, there before the first sync.
    ///   - kind: Radicale reads what is stored and leaves out what it cannot read; Xandikos gives out any bytes.
    init(_ events: [(file: String, text: String)] = [], on kind: RealServer = .radicale) async throws {
        remote = try await RemoteFolder(kind, name: "home")
        for event in events { try remote.put(event.file, event.text) }
        proxy = try TestProxy(before: remote.server.url)
        here = try Installation([AccountText(url: proxy.url)])
        daemon = try await here.daemon()
        try await sync()
    }

    func sync(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let result = try await here.almanac("sync")
        #expect(result.status == 0, "\(result.output)\(result.errors)", sourceLocation: sourceLocation)
    }

    /// What `almanac` prints; it has to end with 0.
    @discardableResult func must(
        _ arguments: [String], zone: String = "UTC", sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let result = try await run(
            BuiltPrograms.almanac, arguments + ["--socket", here.socket], ["TZ": zone])
        #expect(result.status == 0, "\(arguments): \(result.errors)", sourceLocation: sourceLocation)
        return result.output
    }

    @discardableResult func must(
        _ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        try await must(arguments, sourceLocation: sourceLocation)
    }

    /// The short id of the event with this title.
    func id(of title: String, on day: String) async throws -> String {
        let events = try await here.json(Agenda.self, "agenda", day).events
        guard let event = events.first(where: { $0.title == title }) else {
            throw Unexpected(message: "no \(title) among \(events)")
        }
        return event.id
    }
}

/// `almanac agenda --json`.
struct Agenda: Decodable {
    struct Event: Decodable {
        var id: String
        var title: String
        var start: String
        var end: String
        var allDay: Bool
        var floating: Bool
        var pending: Bool
    }
    var events: [Event]
}

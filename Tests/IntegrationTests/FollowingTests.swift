// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite(.serialized) struct `A calendar of a thousand events` {
    @Test(arguments: RealServer.allCases)
    func `is found from the bare host and followed both ways`(kind: RealServer) async throws {
        let remote = try await RemoteFolder(kind)
        let files = GeneratedCalendar.files(1000)
        try await remote.store(files)
        let proxy = try TestProxy(before: remote.server.url)
        let here = try Installation([AccountText(url: proxy.url)])
        #expect(try await here.once() == 0, "\(here.log)")
        let calendar = "work/\(remote.name)"
        #expect(try await here.database.texts(in: calendar).count == files.count)
        #expect(try await here.database.count("events WHERE recurrence_id IS NOT NULL") == files.count / 8)

        let daemon = try await here.daemon()
        try changeThere(remote)
        try await changeHere(here, calendar)
        let sync = try await here.almanac("sync")
        #expect(sync.status == 0, "\(sync.output)\(sync.errors)")
        #expect(await daemon.terminate() == 0, "\(here.log)")
        try await expectEqual(here, remote, count: 1000)

        let before = try await here.database.contents()
        try proxy.reset()
        #expect(try await here.once() == 0, "\(here.log)")
        #expect(try proxy.counts() == ["PROPFIND": 1])
        #expect(try await here.database.contents() == before)
    }

    private func changeThere(_ remote: RemoteFolder) throws {
        let text = try #require(try remote.get("event-0.ics"))
        try remote.put("event-0.ics", text.replacing("Besprechung", with: "Umgestellt"))
        try remote.delete("event-8.ics")
        try remote.put("new-there.ics", simpleEvent("new-there", "New there"))
    }

    private func changeHere(_ here: Installation, _ calendar: String) async throws {
        for (file, arguments) in [
            ("event-16.ics", ["edit", "--title", "Hier geändert"]), ("event-24.ics", ["delete"]),
        ] {
            let event = try await here.database.object(at: file)
            let result = try await here.almanac([arguments[0], event] + arguments.dropFirst())
            #expect(result.status == 0, "\(result.output)\(result.errors)")
        }
        let added = try await here.almanac("add", "Made here", "--start", "2026-03-04 10:00", "--calendar", calendar)
        #expect(added.status == 0, "\(added.output)\(added.errors)")
    }
}

/// Every text here is what GET returns, byte for byte, and there is nothing else on either side.
func expectEqual(
    _ here: Installation, _ remote: RemoteFolder, count: Int? = nil, _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    let local = try await here.database.texts(in: "work/\(remote.name)")
    let there = try await remote.texts()
    #expect(Set(local.keys) == Set(there.keys), comment, sourceLocation: sourceLocation)
    if let count { #expect(there.count == count, comment, sourceLocation: sourceLocation) }
    for (path, text) in there where local[path] != nil && local[path] != text {
        let explanation: Comment = "\(path): \(text.debugDescription) there, \(local[path].debugDescription) here"
        Issue.record(explanation, sourceLocation: sourceLocation)
    }
}

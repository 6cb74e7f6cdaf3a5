// SPDX-License-Identifier: Apache-2.0

import CalendarTraffic
import Foundation
import FoundationNetworking
import Testing

@Suite struct `The traffic server` {
    let calendar = GeneratedCalendar(count: 250, anchor: CivilDay(year: 2026, month: 1, day: 1))

    private func send(
        _ method: String, _ path: String, to server: TrafficServer, depth: String = "0", body: String = ""
    ) async throws -> (status: Int, text: String) {
        var request = URLRequest(url: try #require(URL(string: server.url.dropLast() + path)))
        request.httpMethod = method
        request.httpBody = body.isEmpty ? nil : Data(body.utf8)
        request.setValue(depth, forHTTPHeaderField: "Depth")
        let encoded = Data("alice:alice-pw".utf8).base64EncodedString()
        request.setValue("Basic " + encoded, forHTTPHeaderField: "Authorization")
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = try #require(response as? HTTPURLResponse).statusCode
        return (status, String(decoding: data, as: UTF8.self))
    }

    private func changes(since token: String) -> String {
        "<sync-collection xmlns='DAV:'><sync-token>\(token)</sync-token><sync-level>1</sync-level><prop><getetag/></prop>"
            + "</sync-collection>"
    }

    private let home = "/calendars/alice/bench/"
    private let etags = "<propfind xmlns='DAV:'><prop><getetag/></prop></propfind>"

    @Test func `lists every object once, and the calendar`() async throws {
        let server = try TrafficServer(calendar)
        defer { server.stop() }
        let answer = try await send("PROPFIND", home, to: server, depth: "1", body: etags)
        #expect(answer.status == 207)
        #expect(answer.text.components(separatedBy: "<D:response>").count == 252)
        for index in 0..<250 { #expect(answer.text.contains(calendar.name(of: index))) }
    }

    @Test func `reports what changed since a token, and refuses one it never gave`() async throws {
        let server = try TrafficServer(calendar)
        defer { server.stop() }
        let base = "http://calendar-traffic.invalid/sync/"
        server.edit(3)
        _ = try await send("DELETE", home + calendar.name(of: 9), to: server)
        let answer = try await send("REPORT", home, to: server, body: changes(since: base + "0"))
        #expect(answer.text.components(separatedBy: "<D:getetag>").count == 4)
        #expect(answer.text.components(separatedBy: "<D:status>HTTP/1.1 404").count == 2)
        #expect(answer.text.contains("<D:sync-token>\(base)4</D:sync-token>"))
        let refused = try await send("REPORT", home, to: server, body: changes(since: base + "5"))
        #expect(refused.status == 403)
        #expect(refused.text.contains("<D:valid-sync-token/>"))
    }

    @Test func `hands out texts and counts them`() async throws {
        let server = try TrafficServer(calendar)
        defer { server.stop() }
        let path = home + calendar.name(of: 17)
        let one = try await send("GET", path, to: server)
        #expect(one.text == String(decoding: calendar.text(of: 17), as: UTF8.self))
        let multiget = try await send(
            "REPORT", home, to: server, depth: "1",
            body:
                "<C:calendar-multiget xmlns='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><prop><C:calendar-data/></prop>"
                + "<href>\(path)</href><href>\(home)nothing.ics</href></C:calendar-multiget>")
        #expect(multiget.text.components(separatedBy: "BEGIN:VCALENDAR").count == 2)
        #expect(server.count.texts == 2)
        #expect(server.count.requests == ["GET": 1, "calendar-multiget": 1])
    }
}

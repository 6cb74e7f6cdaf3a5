// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import RemoteCalendars
import TestSupport
import Testing

@testable import CalDAV

/// What the contract makes one, as each server says it: asked over a plain socket, so that a new version of a server
/// shows here what it does differently.
@Suite struct `Where servers differ` {
    struct Row: Sendable {
        let question: String
        let radicale, xandikos, cyrus: String

        init(_ question: String, radicale: String, xandikos: String, cyrus: String) {
            (self.question, self.radicale, self.xandikos, self.cyrus) = (question, radicale, xandikos, cyrus)
        }

        func answer(_ kind: RealServer) -> String {
            switch kind {
            case .radicale: radicale
            case .xandikos: xandikos
            case .cyrus: cyrus
            }
        }
    }

    static let table = [
        Row("PROPFIND of / without a password", radicale: "401", xandikos: "401", cyrus: "207"),
        Row("PROPFIND of the home without a password", radicale: "401", xandikos: "401", cyrus: "401"),
        Row("/.well-known/caldav", radicale: "301 /", xandikos: "302 /", cyrus: "301 URL/dav/calendars"),
        Row("a new object", radicale: "201 ETag", xandikos: "201 ETag Schedule-Tag", cyrus: "201 ETag"),
        Row("the new object is", radicale: "rewritten", xandikos: "rewritten", cyrus: "rewritten"),
        Row("another text with its ETag", radicale: "204 ETag", xandikos: "204 ETag Schedule-Tag", cyrus: "204 ETag"),
        Row("another text with a stale ETag", radicale: "412", xandikos: "412", cyrus: "412"),
        Row(
            "another UID on its href", radicale: "409 no-uid-conflict", xandikos: "204 ETag Schedule-Tag",
            cyrus: "403 no-uid-conflict"),
        Row(
            "its UID under another name", radicale: "409 no-uid-conflict", xandikos: "412 no-uid-conflict",
            cyrus: "403 unique-scheduling-object-resource"),
        Row(
            "its UID in another calendar", radicale: "201 ETag", xandikos: "201 ETag Schedule-Tag",
            cyrus: "403 unique-scheduling-object-resource"),
        Row("MOVE to another name", radicale: "201", xandikos: "412 no-uid-conflict", cyrus: "201 ETag"),
        Row("MOVE to another calendar", radicale: "201", xandikos: "201", cyrus: "201 ETag"),
        Row(
            "a text that is none", radicale: "400", xandikos: "412 valid-calendar-data",
            cyrus: "403 valid-calendar-data"),
        Row(
            "a calendar without components", radicale: "201 ETag", xandikos: "201 ETag Schedule-Tag",
            cyrus: "403 valid-calendar-object-resource"),
        Row("PUT into no calendar", radicale: "409", xandikos: "409", cyrus: "403"),
        Row(
            "a%40b+%28c%29.ics is listed as", radicale: "a%40b%2B%28c%29.ics", xandikos: "a@b%2B%28c%29.ics",
            cyrus: "a@b%2B(c).ics"),
        Row("a token", radicale: "http://radicale.org/ns/sync/N", xandikos: "N", cyrus: "data:,N-N"),
        Row(
            "an unknown token", radicale: "403 valid-sync-token", xandikos: "412 valid-sync-token",
            cyrus: "403 valid-sync-token"),
        Row("what came and went is", radicale: "gone", xandikos: "not told", cyrus: "gone"),
        Row("DELETE with a stale ETag", radicale: "412", xandikos: "412", cyrus: "412"),
        Row("DELETE with its ETag", radicale: "200", xandikos: "204", cyrus: "204"),
        Row("DELETE once more", radicale: "404", xandikos: "404", cyrus: "404"),
    ]

    @Test(arguments: RealServer.allCases)
    func `each answers as the table says`(kind: RealServer) async throws {
        let answers = try await Interview(kind).answers()
        for row in Self.table { #expect(answers[row.question] == row.answer(kind), "\(row.question)") }
        #expect(Set(answers.keys) == Set(Self.table.map(\.question)))
    }
}

/// One server, asked everything.
private struct Interview {
    private let kind: RealServer
    private let host: TestServer
    private let path: String
    private let otherPath: String
    private let id = UUID().uuidString.lowercased()

    init(_ kind: RealServer) async throws {
        self.kind = kind
        host = try await RealServers.shared.server(kind)
        path = try host.makeCalendar(in: kind.home(), name: id)
        otherPath = try host.makeCalendar(in: kind.home(), name: id + "-other")
    }

    func answers() throws -> [String: String] {
        var answers = try anonymous()
        answers.merge(try writes()) { $1 }
        answers.merge(try tokens()) { $1 }
        answers.merge(try deletions()) { $1 }
        return answers
    }

    private func anonymous() throws -> [String: String] {
        func anonymous(_ url: String) throws -> String {
            said(try PlainHTTP.send("PROPFIND", url, headers: Self.xml, body: Array(Self.propfind.utf8)))
        }
        let wellKnown = try host.send("PROPFIND", "/.well-known/caldav", headers: Self.xml, body: Self.propfind)
        let location = wellKnown.headers["location"].map { " " + $0.replacing(host.url.dropLast(), with: "URL") }
        return [
            "PROPFIND of / without a password": try anonymous(host.url),
            "PROPFIND of the home without a password": try anonymous(host.url + kind.home().dropFirst()),
            "/.well-known/caldav": said(wellKnown) + (location ?? ""),
        ]
    }

    private func writes() throws -> [String: String] {
        let text = Sample.zone.text("u-\(id)", "One")
        let created = try put("x.ics", text)
        let etag = try header("etag", "x.ics")
        let kept = try host.send("GET", path + "x.ics").body == text
        var answers = ["a new object": said(created), "the new object is": kept ? "kept as it is" : "rewritten"]
        answers["another text with a stale ETag"] = said(try put("x.ics", text, ["If-Match": "\"stale\""]))
        answers["another text with its ETag"] = said(
            try put("x.ics", Sample.plain.text("u-\(id)", "Two"), ["If-Match": etag]))
        answers["its UID under another name"] = said(try put("y.ics", text))
        answers["its UID in another calendar"] = said(try put("x.ics", text, in: otherPath))
        _ = try host.send("DELETE", otherPath + "x.ics")
        answers["a text that is none"] = said(try put("z.ics", Array("nonsense".utf8)))
        answers["a calendar without components"] = said(try put("e.ics", calendarText()))
        answers["PUT into no calendar"] = said(try put("x.ics", text, in: path.dropLast() + "-none/"))
        answers["MOVE to another name"] = said(try move("x.ics", to: path + "moved.ics"))
        answers["MOVE to another calendar"] = said(
            try move(
                answers["MOVE to another name"]?.hasPrefix("201") ?? false ? "moved.ics" : "x.ics",
                to: otherPath + "x.ics"))
        _ = try put("second.ics", Sample.plain.text("second-\(id)", "One"))
        answers["another UID on its href"] = said(try put("second.ics", Sample.plain.text("v-\(id)", "One")))
        _ = try put("a%40b+%28c%29.ics", Sample.plain.text("odd-\(id)", "One"))
        let listed = try host.send("PROPFIND", path, headers: Self.xml, body: Self.propfind).text
        answers["a%40b+%28c%29.ics is listed as"] = listed.firstMatch(of: /\/(a[^\/<]*c[^\/<]*)<\//).map {
            String($0.1)
        }
        return answers
    }

    private func tokens() throws -> [String: String] {
        let first = try changes(since: "")
        let token = try #require(first.text.firstMatch(of: /sync-token>([^<]+)</).map { String($0.1) })
        let unknown = try changes(since: "nonsense")
        _ = try put("brief.ics", Sample.plain.text("brief-\(id)", "One"))
        _ = try host.send("DELETE", path + "brief.ics")
        let later = try changes(since: token)
        let brief = later.text.contains("brief.ics") ? later.text.contains("404") ? "gone" : "there" : "not told"
        return [
            "a token": token.replacing(/[0-9a-f]{9,}|[0-9]+/, with: "N"), "an unknown token": said(unknown),
            "what came and went is": brief,
        ]
    }

    private func deletions() throws -> [String: String] {
        _ = try put("d.ics", Sample.plain.text("d-\(id)", "One"))
        let etag = try header("etag", "d.ics")
        func delete(_ etag: String) throws -> String {
            said(try host.send("DELETE", path + "d.ics", headers: ["If-Match": etag]))
        }
        return [
            "DELETE with a stale ETag": try delete("\"stale\""), "DELETE with its ETag": try delete(etag),
            "DELETE once more": try delete(etag),
        ]
    }

    // MARK: Requests

    private static let xml = ["Depth": "1", "Content-Type": "application/xml"]
    private static let propfind = #"<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>"#

    private func put(
        _ file: String, _ text: [UInt8], _ headers: [String: String] = [:], in folder: String? = nil
    ) throws -> PlainHTTP.Answer {
        try host.send(
            "PUT", (folder ?? path) + file, headers: headers.merging(["Content-Type": "text/calendar"]) { $1 },
            body: String(decoding: text, as: UTF8.self))
    }

    private func move(_ file: String, to path: String) throws -> PlainHTTP.Answer {
        try host.send(
            "MOVE", self.path + file, headers: ["Destination": host.url + path.dropFirst(), "Overwrite": "F"])
    }

    private func header(_ name: String, _ file: String) throws -> String {
        try #require(try host.send("GET", path + file).headers[name])
    }

    private func changes(since token: String) throws -> PlainHTTP.Answer {
        try host.send(
            "REPORT", path, headers: ["Depth": "0", "Content-Type": "application/xml"],
            body: String(decoding: RequestBody.changes(since: SyncToken(token)), as: UTF8.self))
    }

    /// The status, the precondition that was named, and which tags came along.
    private func said(_ answer: PlainHTTP.Answer) -> String {
        let condition = DAVConditions(answer.body).names.first.map { " " + $0 } ?? ""
        let tags = [("etag", " ETag"), ("schedule-tag", " Schedule-Tag")].filter { answer.headers[$0.0] != nil }
        return "\(answer.status)\(condition)\(tags.map(\.1).joined())"
    }
}

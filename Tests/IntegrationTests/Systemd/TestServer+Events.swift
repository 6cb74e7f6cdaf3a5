// SPDX-License-Identifier: Apache-2.0

import TestSupport

extension TestServer {
    /// A calendar of `user` on Radicale, with events of these titles.
    func addCalendar(_ name: String = "home", of user: String, titles: [String]) throws {
        let made = try send("MKCALENDAR", "/\(user)/\(name)/", user: user)
        guard made.status == 201 else { throw Unexpected(message: "MKCALENDAR was answered with \(made.status)") }
        for (number, title) in titles.enumerated() {
            let answer = try send(
                "PUT", "/\(user)/\(name)/\(number).ics", user: user, headers: ["Content-Type": "text/calendar"],
                body: simpleEvent("\(user)-\(number)@example.org", title, start: "20260302T090000Z"))
            guard answer.status == 201 else { throw Unexpected(message: "PUT was answered with \(answer.status)") }
        }
    }
}

extension SystemdLab {
    /// One, and a Radicale on the host with a calendar of alice's.
    static func withRadicale(
        titles: [String] = ["Breakfast with alice"]
    ) async throws -> (lab: SystemdLab, server: TestServer) {
        async let starting = TestServer.radicale()
        let lab = try await SystemdLab()
        let server = try await starting
        try server.addCalendar(of: "alice", titles: titles)
        return (lab, server)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Answers one request about the state in `ledger`, which a PUT, DELETE or `/traffic/change` changes.
struct CalDAVAnswer {
    let request: HTTPRequest

    /// `Authorization` of alice with the password alice-pw.
    private static let credentials = "Basic " + Data("alice:alice-pw".utf8).base64EncodedString()

    func answer(_ ledger: inout Ledger, _ count: inout TrafficCount) -> HTTPAnswer {
        guard let path = ServerPath(request.path) else { return .plain(404, "no such resource\n") }
        if path == .wellKnown {
            return HTTPAnswer(status: 301, headers: [("Location", "/")])
        }
        if case .traffic(let command) = path { return traffic(command, &ledger, count) }
        guard request.headers["authorization"] == Self.credentials else {
            return HTTPAnswer(status: 401, headers: [("WWW-Authenticate", "Basic realm=\"traffic\"")])
        }
        switch (request.method, path) {
        case ("OPTIONS", _):
            return HTTPAnswer(
                status: 200, headers: [("Allow", "OPTIONS, GET, HEAD, PUT, DELETE, PROPFIND, REPORT")])
        case ("PROPFIND", _): return properties(of: path, ledger)
        case ("REPORT", .calendar): return report(ledger, &count)
        case ("GET", .object(let name)): return get(name, ledger, &count)
        case ("PUT", .object(let name)): return put(name, &ledger)
        case ("DELETE", .object(let name)): return delete(name, &ledger)
        default: return .plain(405, "not here\n")
        }
    }

    private func traffic(_ command: String, _ ledger: inout Ledger, _ count: TrafficCount) -> HTTPAnswer {
        switch (request.method, command) {
        case ("POST", "change"):
            let wanted = request.query.split(separator: "=").last.flatMap { Int($0) } ?? 1
            ledger.edit(max(0, min(wanted, ledger.calendar.count)))
            return .plain(200, ledger.token + "\n")
        case ("GET", "count"):
            let requests = count.requests.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }.joined()
            return .plain(
                200,
                requests + "texts \(count.texts)\nconnections \(count.connections)\n"
                    + "received \(count.bytesReceived)\nsent \(count.bytesSent)\n")
        default: return .plain(404, "POST /traffic/change?count=N, GET /traffic/count\n")
        }
    }

    private func properties(of path: ServerPath, _ ledger: Ledger) -> HTTPAnswer {
        guard let asked = DAVRequest(request.body), asked.root == .dav("propfind") else {
            return .plain(400, "no propfind\n")
        }
        let depth = request.headers["depth"] ?? "infinity"
        guard depth == "0" || depth == "1" else { return DAVResponse.error(403, .dav("propfind-finite-depth")) }
        let collections = Collections(ledger: ledger)
        let responses: [DAVResponse]
        switch path {
        case .root: responses = [collections.root()]
        case .principal: responses = [collections.principal()]
        case .home: responses = [collections.home()] + (depth == "1" ? [collections.calendar()] : [])
        case .calendar: responses = [collections.calendar()]
        case .object(let name):
            guard let object = ledger.object(name) else { return .plain(404) }
            responses = [Self.member(object, ledger)]
        case .wellKnown, .traffic: return .plain(405)
        }
        let withMembers = path == .calendar && depth == "1"
        return DAVResponse.multistatus { emit in
            for response in responses { try emit(response.xml(asked: asked.properties)) }
            guard withMembers else { return }
            try ledger.forEachObject { try emit(Self.member($0, ledger).xml(asked: asked.properties)) }
        }
    }

    private func get(_ name: String, _ ledger: Ledger, _ count: inout TrafficCount) -> HTTPAnswer {
        guard let object = ledger.object(name) else { return .plain(404) }
        count.texts += 1
        return HTTPAnswer(
            status: 200, headers: [("Content-Type", "text/calendar; charset=utf-8"), ("ETag", object.etag)],
            body: .text(object.text(in: ledger.calendar)))
    }

    /// RFC 9110 §13.1; `nil`: go on.
    private func failedPrecondition(_ object: StoredObject?) -> HTTPAnswer? {
        if request.headers["if-none-match"] == "*", object != nil { return .plain(412) }
        if let wanted = request.headers["if-match"], wanted != object?.etag, !(wanted == "*" && object != nil) {
            return .plain(412)
        }
        return nil
    }

    private func put(_ name: String, _ ledger: inout Ledger) -> HTTPAnswer {
        let before = ledger.object(name)
        if let refusal = failedPrecondition(before) { return refusal }
        guard request.body.starts(with: Array("BEGIN:VCALENDAR".utf8)) else {
            return DAVResponse.error(403, .caldav("valid-calendar-data"))
        }
        ledger.record(.uploaded(request.body), under: name)
        let etag = ledger.object(name)?.etag ?? ""
        return HTTPAnswer(status: before == nil ? 201 : 204, headers: [("ETag", etag)])
    }

    private func delete(_ name: String, _ ledger: inout Ledger) -> HTTPAnswer {
        let before = ledger.object(name)
        if let refusal = failedPrecondition(before) { return refusal }
        guard before != nil else { return .plain(404) }
        ledger.record(.deleted, under: name)
        return HTTPAnswer(status: 204)
    }
}

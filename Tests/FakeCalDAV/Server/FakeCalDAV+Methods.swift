// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A path taken apart: each segment decoded once, or twice where only that names something.
struct FakePlace {
    /// With a slash at the end; `nil` outside of a calendar.
    let calendar: String?
    let name: String?

    init(_ path: String, _ calendars: [String: FakeCalendar]) {
        let own = URLComponents(string: path)?.percentEncodedPath ?? path
        let segments = own.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
        let folder = segments.count > 1 ? "/\(segments[0])/\(segments[1])/" : nil
        calendar = folder.flatMap { calendars[$0] == nil ? nil : $0 }
        let once = segments.count > 2 ? segments[2...].joined(separator: "/") : nil
        let items = calendar.flatMap { calendars[$0]?.items }
        let twice = once?.removingPercentEncoding
        name = twice.map { items?[$0] != nil } ?? false ? twice : once
    }
}

extension FakeCalDAV.State {
    mutating func answer(_ request: FakeRequest) -> FakeAnswer {
        guard isAllowed(request) else {
            return FakeAnswer(401, headers: ["WWW-Authenticate": "Basic realm=\"calendars\""])
        }
        var answer = carryOut(request)
        if dialect.setsCookies { answer.headers["Set-Cookie"] = "session=\(version); Path=/" }
        return answer
    }

    private func isAllowed(_ request: FakeRequest) -> Bool {
        let expected = "Basic " + Data("alice:\(dialect.password)".utf8).base64EncodedString()
        return request.headers["authorization"] == expected
    }

    private mutating func carryOut(_ request: FakeRequest) -> FakeAnswer {
        let place = FakePlace(request.path, calendars)
        switch request.method {
        case "OPTIONS":
            return FakeAnswer(
                200,
                headers: [
                    "DAV": "1, access-control, calendar-access, calendar-auto-schedule, sync-collection",
                    "Allow": "OPTIONS, GET, PUT, DELETE, MOVE, PROPFIND, PROPPATCH, REPORT, MKCALENDAR",
                ])
        case "PROPFIND": return propfind(request, place)
        case "REPORT": return place.calendar.map { report(request, $0) } ?? FakeAnswer(404)
        case "MKCALENDAR": return makeCalendar(request, place)
        case "PROPPATCH": return place.calendar.map { patch(request, $0) } ?? FakeAnswer(404)
        case "GET": return get(place)
        case "PUT": return put(request, place)
        case "DELETE": return delete(request, place)
        case "MOVE": return move(request, place)
        default: return FakeAnswer(405)
        }
    }

    private func get(_ place: FakePlace) -> FakeAnswer {
        guard let calendar = place.calendar, let name = place.name, let item = calendars[calendar]?.items[name] else {
            return FakeAnswer(404)
        }
        var answer = FakeAnswer(200, headers: ["Content-Type": "text/calendar; charset=utf-8"])
        answer.body = item.body
        answer.headers["ETag"] = "\"\(item.version)\(dialect.getSuffix)\""
        if dialect.givesScheduleTags { answer.headers["Schedule-Tag"] = "\"tag-\(item.scheduleTag)\"" }
        return answer
    }

    private mutating func makeCalendar(_ request: FakeRequest, _ place: FakePlace) -> FakeAnswer {
        guard place.calendar == nil else { return .refused(403, "resource-must-be-null") }
        let path = request.path.hasSuffix("/") ? request.path : request.path + "/"
        makeCalendar(path.removingPercentEncoding ?? path, value(of: "displayname", in: request.body) ?? path)
        let (color, order) = (
            value(of: "calendar-color", in: request.body), value(of: "calendar-order", in: request.body)
        )
        calendars[path]?.color = color
        calendars[path]?.order = order
        return FakeAnswer(201)
    }

    private mutating func patch(_ request: FakeRequest, _ path: String) -> FakeAnswer {
        var names: [(String, String?)] = []
        if let name = value(of: "displayname", in: request.body) {
            calendars[path]?.displayName = name
            names.append(("displayname", ""))
        }
        if let color = value(of: "calendar-color", in: request.body) {
            calendars[path]?.color = color
            names.append(("A:calendar-color", ""))
        }
        if let order = value(of: "calendar-order", in: request.body) {
            calendars[path]?.order = order
            names.append(("A:calendar-order", ""))
        }
        return .multistatus(found(path, names.map { (name: $0.0, content: $0.1) }), dialect)
    }

    private func value(of name: String, in body: String) -> String? {
        guard let open = body.range(of: "\(name)>") else { return nil }
        return String(body[open.upperBound...].prefix { $0 != "<" })
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation

extension FakeCalDAV.State {
    mutating func put(_ request: FakeRequest, _ place: FakePlace) -> FakeAnswer {
        guard let calendar = place.calendar else { return FakeAnswer(409) }
        guard let name = place.name else { return FakeAnswer(405) }
        let old = calendars[calendar]?.items[name]
        guard isMet(request, old) else { return FakeAnswer(412) }
        if let largest = dialect.largest, request.body.utf8.count > largest.bytes { return largest.answer }
        let item = FakeCalendar.Item(body: Array(request.body.utf8), version: 0, scheduleTag: 0)
        if let conflict = uidConflict(item.uid, name, calendar) { return conflict }
        let kept = old == nil ? dialect.storesAs ?? name : name
        put(kept, dialect.rewrites ? rewritten(item.body) : item.body, in: calendar)
        return written(kept, calendar, isNew: old == nil)
    }

    private func written(_ name: String, _ calendar: String, isNew: Bool) -> FakeAnswer {
        var answer = FakeAnswer(dialect.writeStatus ?? (isNew ? 201 : 204))
        if answer.status == 207 { answer = .multistatus(response(calendar + dialect.spelling.spelled(name), 200)) }
        if let location = dialect.location { answer.headers["Location"] = location }
        switch dialect.writtenTag {
        case .strong: answer.headers["ETag"] = "\"\(version)\""
        case .weak: answer.headers["ETag"] = "W/\"\(version)\""
        case .other: answer.headers["ETag"] = "\"written-\(version)\""
        case .none: break
        }
        return answer
    }

    /// Another folding and one more property, as servers do that store what they have read.
    private func rewritten(_ body: [UInt8]) -> [UInt8] {
        let text = String(decoding: body, as: UTF8.self)
        return Array(
            text.replacing("END:VEVENT", with: "X-SERVER-STAMP:\(version + 1)\r\nEND:VEVENT").utf8)
    }

    private func uidConflict(_ uid: String, _ name: String, _ path: String) -> FakeAnswer? {
        guard let dialect = dialect.uidConflict else { return nil }
        let other = calendars[path]?.items.first { $0.key != name && $0.value.uid == uid }
        guard let other else { return nil }
        switch dialect {
        case .condition(let status, let name): return .refused(status, name)
        case .conditionWithHref(let status, let name): return .refused(status, name, href: path + other.key)
        case .sentence:
            return FakeAnswer(400, "Calendar object with uid already exists in this calendar collection.")
        }
    }

    mutating func delete(_ request: FakeRequest, _ place: FakePlace) -> FakeAnswer {
        guard let calendar = place.calendar else { return FakeAnswer(404) }
        guard let name = place.name else {
            calendars[calendar] = nil
            return FakeAnswer(204)
        }
        guard let item = calendars[calendar]?.items[name] else { return FakeAnswer(404) }
        guard isMet(request, item) else { return FakeAnswer(412) }
        remove(name, in: calendar)
        return FakeAnswer(204)
    }

    mutating func move(_ request: FakeRequest, _ place: FakePlace) -> FakeAnswer {
        guard let calendar = place.calendar, let name = place.name, let item = calendars[calendar]?.items[name],
            let destination = request.headers["destination"]
        else { return FakeAnswer(404) }
        let target = FakePlace(URLComponents(string: destination)?.percentEncodedPath ?? destination, calendars)
        guard let folder = target.calendar, let newName = target.name else { return FakeAnswer(409) }
        guard isMet(request, item) else { return FakeAnswer(412) }
        let isTaken = calendars[folder]?.items[newName] != nil
        guard !isTaken || request.headers["overwrite"] != "F" else { return FakeAnswer(412) }
        remove(name, in: calendar)
        put(newName, item.body, in: folder)
        return FakeAnswer(isTaken ? 204 : 201, headers: ["ETag": "\"\(version)\""])
    }

    /// `If-Match`, `If-None-Match` and `If-Schedule-Tag-Match`, one tag each.
    private func isMet(_ request: FakeRequest, _ item: FakeCalendar.Item?) -> Bool {
        if request.headers["if-none-match"] == "*", item != nil { return false }
        if let tag = request.headers["if-match"], tag != item?.etag, tag != "*" || item == nil { return false }
        if let tag = request.headers["if-schedule-tag-match"] {
            return item.map { tag == "\"tag-\($0.scheduleTag)\"" } ?? false
        }
        return true
    }
}

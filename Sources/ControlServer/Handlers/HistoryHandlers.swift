// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import ControlWire
import Hummingbird

struct HistoryHandlers {
    let bridge: CalendarBridge

    func add(to group: RouterGroup<ControlContext>) {
        group.get("changes") { request, _ in try await changes(request) }
        group.get("conflicts") { request, _ in try await conflicts(request) }
        group.get("conflicts/:id") { request, context in try await conflict(request, context) }
        group.post("conflicts/:id/settle") { request, context in try await settle(request, context) }
        group.get("log") { request, _ in try await log(request) }
    }

    private func changes(_ request: Request) async throws -> Response {
        let values = try QueryValues(request, known: ["since", "limit"])
        let feed = try await bridge.changes(
            since: values.text("since"), limit: values.number("limit", in: CalendarBridge.changeLimits) ?? 1000)
        return jsonResponse(ChangePage.fresh(feed))
    }

    private enum ConflictState: String, CaseIterable { case open, all }

    private func conflicts(_ request: Request) async throws -> Response {
        let state = try QueryValues(request, known: ["state"]).choice("state", of: ConflictState.self)
        let (freshness, conflicts) = try await bridge.conflicts(includingSettled: state == .all)
        let documents = conflicts.map { ConflictDocument($0) }
        return jsonResponse(Fresh(Freshness(freshness), ConflictList(conflicts: documents)))
    }

    private func conflict(_ request: Request, _ context: ControlContext) async throws -> Response {
        _ = try QueryValues(request, known: [])
        let (freshness, details) = try await bridge.conflict(context.part("id"))
        return jsonResponse(Fresh(Freshness(freshness), ConflictDocument(details)))
    }

    private func settle(_ request: Request, _ context: ControlContext) async throws -> Response {
        _ = try QueryValues(request, known: [])
        return jsonResponse(ConflictDocument(try await bridge.settleConflict(context.part("id"))))
    }

    private func log(_ request: Request) async throws -> Response {
        let values = try QueryValues(
            request, known: ["since", "tz", "calendar", "event", "run", "before", "limit"])
        let (freshness, entries, next) = try await bridge.log(
            LogQuery(
                since: values.moment("since"), timeZone: values.text("tz"), calendar: values.text("calendar"),
                event: values.text("event"), run: values.text("run"),
                before: values.number("before", in: 0...Int64.max),
                limit: values.number("limit", in: LogQuery.limits) ?? 100))
        let log = LogDocument(entries: entries.map { LogEntryDocument($0) }, next: next)
        return jsonResponse(Fresh(Freshness(freshness), log))
    }
}

// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import CalendarModel
import ControlWire
import HTTPTypes
import Hummingbird

struct EventHandlers {
    let bridge: CalendarBridge

    func add(to group: RouterGroup<ControlContext>) {
        group.get("events") { request, _ in try await list(request) }
        group.post("events") { request, context in try await create(request, context) }
        group.get("events/:id") { request, context in try await show(request, context) }
        group.patch("events/:id") { request, context in try await change(request, context) }
        group.delete("events/:id") { request, context in try await delete(request, context) }
    }

    private func list(_ request: Request) async throws -> Response {
        let values = try QueryValues(
            request, known: ["from", "to", "tz", "calendar", "limit", "after", "short_ids"])
        guard let from = try values.moment("from"), let to = try values.moment("to") else {
            throw ProblemDocument.badRequest("`from` and `to` are needed.", hint: "?from=2026-03-01&to=2026-03-08")
        }
        let list = try await bridge.events(
            EventQuery(
                from: from, to: to, timeZone: values.text("tz"), calendars: values.all("calendar"),
                limit: values.number("limit", in: EventQuery.limits) ?? 1000, after: values.text("after"),
                wantsShortIDs: values.flag("short_ids")))
        return jsonResponse(OccurrenceList.fresh(list))
    }

    private func show(_ request: Request, _ context: ControlContext) async throws -> Response {
        let values = try QueryValues(request, known: ["tz"])
        let details = try await bridge.event(context.part("id"), timeZone: values.text("tz"))
        return jsonResponse(EventDocument.fresh(details))
    }

    private func create(_ request: Request, _ context: ControlContext) async throws -> Response {
        let values = try QueryValues(request, known: ["tz", "wait"])
        let wait = try values.wait()
        let document = try await request.document(
            CreateEventRequest.self, keys: CreateEventRequest.CodingKeys.self)
        let outcome = try await bridge.create(
            NewEvent(document), timeZone: values.text("tz"), by: context.editor)
        return try await receipt(outcome, wait)
    }

    private func change(_ request: Request, _ context: ControlContext) async throws -> Response {
        let values = try QueryValues(request, known: ["tz", "wait", "scope"])
        let (wait, scope) = (try values.wait(), try values.choice("scope", of: EditScope.self))
        let document = try await request.document(
            ChangeEventRequest.self, keys: ChangeEventRequest.CodingKeys.self)
        let outcome = try await bridge.edit(
            context.part("id"), EventChange(document), scope: scope, timeZone: values.text("tz"), by: context.editor)
        return try await receipt(outcome, wait)
    }

    private func delete(_ request: Request, _ context: ControlContext) async throws -> Response {
        let values = try QueryValues(request, known: ["wait", "scope"])
        let (wait, scope) = (try values.wait(), try values.choice("scope", of: EditScope.self))
        let outcome = try await bridge.delete(context.part("id"), scope: scope, by: context.editor)
        return try await receipt(outcome, wait)
    }

    /// 202 while the server has not answered, 200 once the state is final.
    private func receipt(_ outcome: EditOutcome, _ wait: Duration) async throws -> Response {
        let receipt = EditReceipt(try await bridge.settled(outcome, within: wait))
        return jsonResponse(receipt, status: receipt.state == .queued ? .accepted : .ok)
    }
}

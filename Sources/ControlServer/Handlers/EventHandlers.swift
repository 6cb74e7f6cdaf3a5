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
        group.post("events/:id/move") { request, context in try await move(request, context) }
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
        let values = try QueryValues(request, known: ["tz", "instance"])
        let details = try await bridge.event(
            context.part("id"), instance: values.instance(), timeZone: values.text("tz"))
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
        let values = try QueryValues(request, known: ["tz", "wait", "scope", "instance"])
        let (wait, scope) = (try values.wait(), try values.scope())
        let document = try await request.document(
            ChangeEventRequest.self, keys: ChangeEventRequest.CodingKeys.self)
        let outcome = try await bridge.edit(
            context.part("id"), EventChange(document), scope: scope, timeZone: values.text("tz"), by: context.editor)
        return try await receipt(outcome, wait)
    }

    private func move(_ request: Request, _ context: ControlContext) async throws -> Response {
        let wait = try QueryValues(request, known: ["wait"]).wait()
        let document = try await request.document(MoveEventRequest.self, keys: MoveEventRequest.CodingKeys.self)
        let outcome = try await bridge.move(
            context.part("id"), to: document.calendar, anyway: document.anyway ?? false, by: context.editor)
        return try await receipt(outcome, wait)
    }

    private func delete(_ request: Request, _ context: ControlContext) async throws -> Response {
        let values = try QueryValues(request, known: ["tz", "wait", "scope", "instance"])
        let (wait, scope) = (try values.wait(), try values.scope())
        let outcome = try await bridge.delete(
            context.part("id"), scope: scope, timeZone: values.text("tz"), by: context.editor)
        return try await receipt(outcome, wait)
    }

    /// 202 while the server has not answered, 200 once the state is final.
    private func receipt(_ outcome: EditOutcome, _ wait: Duration) async throws -> Response {
        let receipt = EditReceipt(try await bridge.settled(outcome, within: wait))
        return jsonResponse(receipt, status: receipt.state == .queued ? .accepted : .ok)
    }
}

extension QueryValues {
    /// A recurrence id, or a day as `2026-03-01`.
    fileprivate func instance() throws -> RequestedInstance? {
        guard let text = try text("instance") else { return nil }
        return CivilDate(text).map { .on(Day(year: $0.year, month: $0.month, day: $0.day)) }
            ?? .name(text.uppercased())
    }

    fileprivate func scope() throws -> RequestedScope {
        RequestedScope(try choice("scope", of: EditScope.self), instance: try instance())
    }
}

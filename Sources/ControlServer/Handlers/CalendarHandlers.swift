// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import CalendarModel
import ControlWire
import HTTPTypes
import Hummingbird

struct CalendarHandlers {
    let bridge: CalendarBridge

    func add(to group: RouterGroup<ControlContext>) {
        group.get("calendars") { request, _ in try await list(request) }
        group.post("calendars") { request, _ in try await create(request) }
        group.get("calendars/:calendar") { request, context in try await show(request, context) }
        group.patch("calendars/:calendar") { request, context in try await change(request, context) }
        group.delete("calendars/:calendar") { request, context in try await delete(request, context) }
    }

    private func list(_ request: Request) async throws -> Response {
        _ = try QueryValues(request, known: [])
        let (freshness, calendars) = try await bridge.calendars()
        let documents = calendars.map { CalendarDocument.fresh($0) }
        return jsonResponse(Fresh(Freshness(freshness), CalendarList(calendars: documents)))
    }

    private func create(_ request: Request) async throws -> Response {
        _ = try QueryValues(request, known: [])
        let wanted = try await request.document(
            CreateCalendarRequest.self, keys: CreateCalendarRequest.CodingKeys.self)
        let made = try await bridge.create(
            RequestedCalendar(
                name: wanted.name, account: wanted.account, color: wanted.color, order: wanted.order,
                components: wanted.components ?? []))
        return jsonResponse(CalendarDocument.fresh(made), status: .created)
    }

    private func show(_ request: Request, _ context: ControlContext) async throws -> Response {
        _ = try QueryValues(request, known: [])
        let (calendar, contents) = try await bridge.calendar(named: context.part("calendar"))
        let fresh = CalendarDocument.fresh(calendar)
        let details = CalendarDetails(
            calendar: fresh.document, events: contents.objects, withAttendees: contents.withAttendees)
        return jsonResponse(Fresh(fresh.freshness, details))
    }

    /// 202 while the server has not answered, 200 once it has.
    private func change(_ request: Request, _ context: ControlContext) async throws -> Response {
        let wait = try QueryValues(request, known: ["wait"]).wait()
        let wanted = try await request.document(
            ChangeCalendarRequest.self, keys: ChangeCalendarRequest.CodingKeys.self)
        let changed = try await bridge.change(
            calendar: context.part("calendar"),
            CalendarProperties(displayName: wanted.displayName, color: wanted.color, order: wanted.order),
            within: wait)
        let document = CalendarDocument.fresh(changed)
        return jsonResponse(document, status: document.document.waiting.isEmpty ? .ok : .accepted)
    }

    private func delete(_ request: Request, _ context: ControlContext) async throws -> Response {
        let values = try QueryValues(request, known: ["discard_edits"])
        let (id, contents) = try await bridge.delete(
            calendar: context.part("calendar"), discardEdits: values.flag("discard_edits"), by: context.editor)
        return jsonResponse(DeletedCalendarDocument(id: id.rawValue, events: contents.objects))
    }
}

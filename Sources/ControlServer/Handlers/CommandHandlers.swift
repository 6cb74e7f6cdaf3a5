// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import ControlWire
import HTTPTypes
import Hummingbird

struct CommandHandlers {
    let bridge: CalendarBridge

    func add(to group: RouterGroup<ControlContext>) {
        group.post("sync") { request, _ in try await sync(request) }
        group.get("sync/:ticket") { request, context in try await progress(request, context) }
        group.post("reload") { request, _ in try await reload(request) }
    }

    private func sync(_ request: Request) async throws -> Response {
        _ = try QueryValues(request, known: [])
        let wanted = try await request.document(
            SyncRequest.self, keys: SyncRequest.CodingKeys.self, isOptional: true)
        let progress = try await bridge.sync(
            accounts: wanted.accounts, calendars: wanted.calendars, approveDeletions: wanted.approveDeletions,
            approveMail: wanted.approveMail)
        return jsonResponse(SyncDocument(progress), status: .accepted)
    }

    private func progress(_ request: Request, _ context: ControlContext) async throws -> Response {
        let wait = try QueryValues(request, known: ["wait"]).wait()
        return jsonResponse(SyncDocument(try await bridge.progress(of: context.part("ticket"), within: wait)))
    }

    private func reload(_ request: Request) async throws -> Response {
        _ = try QueryValues(request, known: [])
        switch await bridge.engine.reload() {
        case .applied(let changes): return jsonResponse(ReloadDocument(changes: changes))
        case .refused(let problems): throw ProblemDocument.badSettings(problems)
        case .stopping: throw ProblemDocument.stopping
        }
    }
}

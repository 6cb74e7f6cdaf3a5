// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import ControlWire
import Hummingbird

struct OverviewHandlers {
    let bridge: CalendarBridge
    let version: String

    func add(to group: RouterGroup<ControlContext>) {
        group.get("health") { request, _ in try await health(request) }
        group.get("status") { request, _ in try await status(request) }
        group.get("accounts") { request, _ in try await accounts(request) }
        group.get("accounts/:account") { request, context in try await account(request, context) }
    }

    /// 503 while something is wrong with the daemon itself, for probes that look at the status alone.
    private func health(_ request: Request) async throws -> Response {
        _ = try QueryValues(request, known: [])
        let health = await bridge.health()
        let document = HealthDocument(
            status: health.problems.isEmpty ? .ok : .degraded, version: version, activity: health.activity,
            problems: health.problems)
        return jsonResponse(document, status: health.problems.isEmpty ? .ok : .serviceUnavailable)
    }

    private func status(_ request: Request) async throws -> Response {
        _ = try QueryValues(request, known: [])
        let overview = try await bridge.overview()
        return jsonResponse(StatusDocument.fresh(overview, await bridge.health(), version: version))
    }

    private func accounts(_ request: Request) async throws -> Response {
        _ = try QueryValues(request, known: [])
        let (freshness, accounts) = try await bridge.accounts()
        return jsonResponse(Fresh(Freshness(freshness), AccountList(accounts: accounts.map { AccountDocument($0) })))
    }

    private func account(_ request: Request, _ context: ControlContext) async throws -> Response {
        _ = try QueryValues(request, known: [])
        let (freshness, details) = try await bridge.account(named: context.part("account"))
        return jsonResponse(Fresh(Freshness(freshness), AccountDetailsDocument(details)))
    }
}

// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import Hummingbird

/// Every route there is; the OpenAPI document describes exactly these.
///
/// - Parameter journal: the command that shows the daemon's log, where one does.
func controlRouter(_ bridge: CalendarBridge, version: String, journal: String? = nil) -> Router<ControlContext> {
    let router = Router(context: ControlContext.self)
    router.add(middleware: ProblemMiddleware(journal: journal))
    let v1 = router.group("v1")
    OverviewHandlers(bridge: bridge, version: version).add(to: v1)
    CalendarHandlers(bridge: bridge).add(to: v1)
    EventHandlers(bridge: bridge).add(to: v1)
    CommandHandlers(bridge: bridge).add(to: v1)
    HistoryHandlers(bridge: bridge).add(to: v1)
    v1.get("openapi.json") { _, _ in openAPIResponse(version: version) }
    return router
}

// SPDX-License-Identifier: Apache-2.0

/// The properties of everything that is no calendar object.
struct Collections {
    let ledger: Ledger

    func root() -> DAVResponse { response("/") { _ in nil } }

    func principal() -> DAVResponse {
        response(ServerPath.principalHref, type: ["<D:collection/>", "<D:principal/>"]) { name in
            switch name {
            case .caldav("calendar-home-set"): "<D:href>\(ServerPath.homeHref)</D:href>"
            case .caldav("calendar-user-address-set"): "<D:href>mailto:alice@example.org</D:href>"
            case .dav("displayname"): "Alice"
            default: nil
            }
        }
    }

    func home() -> DAVResponse {
        response(ServerPath.homeHref) { name in
            switch name {
            case .dav("current-user-privilege-set"): Self.privileges
            case .dav("owner"): "<D:href>\(ServerPath.principalHref)</D:href>"
            default: nil
            }
        }
    }

    func calendar() -> DAVResponse {
        let ledger = ledger
        return response(ServerPath.calendarHref, type: ["<D:collection/>", "<C:calendar/>"]) { name in
            switch name {
            case .dav("displayname"): "Bench"
            case .dav("sync-token"): ledger.token
            case .calendarServer("getctag"): "\(ledger.revision)"
            case .dav("getetag"): "&quot;\(ledger.revision)&quot;"
            case .dav("current-user-privilege-set"): Self.privileges
            case .dav("supported-report-set"): Self.reports
            case .dav("owner"): "<D:href>\(ServerPath.principalHref)</D:href>"
            case .caldav("supported-calendar-component-set"): "<C:comp name=\"VEVENT\"/>"
            case .caldav("calendar-description"): "Generated"
            case .caldav("max-resource-size"): "10485760"
            case .apple("calendar-color"): "#3366CCFF"
            case .apple("calendar-order"): "1"
            default: nil
            }
        }
    }

    private func response(
        _ href: String, type: [String] = ["<D:collection/>"], value: @escaping @Sendable (XMLName) -> String?
    ) -> DAVResponse {
        DAVResponse(href: href) { name in
            switch name {
            case .dav("resourcetype"): type.joined()
            case .dav("current-user-principal"): "<D:href>\(ServerPath.principalHref)</D:href>"
            default: value(name)
            }
        }
    }

    private static let privileges = ["read", "write", "write-properties", "write-content", "bind", "unbind"]
        .map { "<D:privilege><D:\($0)/></D:privilege>" }.joined()

    private static let reports = ["<D:sync-collection/>", "<C:calendar-multiget/>", "<C:calendar-query/>"]
        .map { "<D:supported-report><D:report>\($0)</D:report></D:supported-report>" }.joined()
}

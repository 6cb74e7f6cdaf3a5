// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
import CalendarStorage

/// An account with what discovery found and what its server was seen to do.
package struct AccountDetails: Sendable, Equatable {
    package struct Calendar: Sendable, Equatable {
        package var id: CalendarID
        package var audit: CalendarAudit
    }
    package var record: AccountRecord
    package var capabilities: ServerCapabilities
    package var calendars: [Calendar]
}

extension CalendarBridge {
    package func account(
        named name: String
    ) async throws -> (freshness: FreshnessSummary, account: AccountDetails) {
        try await read { transaction in
            guard let record = try transaction.account(AccountName(name)) else {
                throw BridgeError(.notFound, "There is no account \"\(name)\".", hint: "almanac accounts")
            }
            let calendars = try transaction.calendars(of: record.name)
            let details = AccountDetails(
                record: record, capabilities: try transaction.capabilities(of: record.name),
                calendars: try calendars.map { .init(id: $0.id, audit: try transaction.audit(of: $0.id)) })
            let shown = try transaction.shownCalendars().filter { $0.id.account == record.name }
            return (try transaction.freshness(of: shown), details)
        }
    }
}

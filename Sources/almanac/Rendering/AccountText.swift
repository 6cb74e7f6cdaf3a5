// SPDX-License-Identifier: Apache-2.0

import ControlWire

/// - Parameter now: seconds since 1970.
func accountText(_ details: AccountDetailsDocument, now: Int64, style: Style) -> String {
    let facts =
        [
            ("principal", details.principal), ("calendars at", details.homes.joined(separator: " ")),
            ("addresses", details.addresses.joined(separator: " ")),
            ("discovered", details.discoveredAt.map { "\(When.age(now - $0.instant)) ago" }),
        ] + serverFacts(details.server, now: now)
    let known = facts.compactMap { name, value in value.flatMap { $0.isEmpty ? nil : (name, plain($0)) } }
    let width = known.map(\.0.count).max() ?? 0
    let lines = known.map { "  \(style.dim($0.0.padding(to: width)))  \($0.1)\n" }.joined()
    return accountsText([details.account], style: style) + lines + auditLines(details.calendars, now: now, style: style)
}

private func serverFacts(_ server: ServerDocument, now: Int64) -> [(String, String?)] {
    [
        ("server", server.software), ("sync-collection", server.syncCollection ? "yes" : "no, listed each time"),
        ("listing", server.listing), ("token", server.tokenDialect), ("token refused", server.tokenRefusal),
        ("ETag on PUT", server.etagOnPut.map(yesOrNo)), ("rewrites texts", server.rewritesBodies.map(yesOrNo)),
        ("multiget limit", server.multigetLimit.map { "\($0)" }), ("MOVE", server.move.map(yesOrNo)),
        ("sends invitations", server.scheduling.map(yesOrNo)),
        ("learnt since", server.learntAt.map { "\(When.age(now - $0.instant)) ago" }),
    ]
}

private func yesOrNo(_ value: Bool) -> String { value ? "yes" : "no" }

private func auditLines(_ calendars: [AuditDocument], now: Int64, style: Style) -> String {
    let width = calendars.map { plain($0.calendar).count }.max() ?? 0
    return calendars.map { calendar in
        let listed = calendar.listedAt.map { "listed \(When.age(now - $0.instant)) ago" } ?? "not listed yet"
        let repairs = calendar.repairs == 0 ? "" : ", \(calendar.repairs) repaired that no report had told"
        return "  \(style.bold(plain(calendar.calendar).padding(to: width)))  \(listed)\(repairs)\n"
    }.joined()
}

// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import CalendarModel
import ControlWire

extension AccountDetailsDocument {
    init(_ details: AccountDetails) {
        let record = details.record
        self.init(
            account: AccountDocument(record), principal: record.principal?.rawValue,
            homes: record.homes.map(\.rawValue), addresses: record.addresses,
            discoveredAt: record.discoveredAt.map { Timestamp($0) }, server: ServerDocument(details.capabilities),
            calendars: details.calendars.map {
                AuditDocument(
                    calendar: $0.id.rawValue, listedAt: $0.audit.listedAt.map { Timestamp($0) },
                    repairs: $0.audit.repairs)
            })
    }
}

extension ServerDocument {
    init(_ known: ServerCapabilities) {
        self.init(syncCollection: known.usesSyncCollection)
        software = known.software
        etagOnPut = known.etagOnPut
        rewritesBodies = known.rewritesBodies
        listing = known.listing?.rawValue
        tokenDialect = known.tokenDialect
        tokenRefusal = known.tokenRefusal
        multigetLimit = known.multigetLimit
        move = known.move
        scheduling = known.scheduling
        learntAt = known.learntAt.map { Timestamp($0) }
    }
}

// SPDX-License-Identifier: Apache-2.0

import CalDAV
import CalendarModel
import RemoteCalendars

/// What one `discover` came to; as JSON it is this document.
struct DiscoveryReport: Encodable {
    struct Hop: Encodable {
        /// `PROPFIND`, `GET`, `SRV`, `TXT`, or `skip`.
        var step: String
        var target: String
        var why: String?
        var status: Int?
        var outcome: String
    }
    struct Calendar: Encodable {
        var name: String
        var url: String
        var writable: Bool?
    }
    struct Provider: Encodable {
        var name: String
        var advice: String
    }

    var target: String
    var found = false
    /// Only with `--explain`.
    var hops: [Hop]?
    var place: String?
    var principal: String?
    var addresses: [String] = []
    var canSchedule: Bool?
    var homes: [String] = []
    var refusedHomes: [String] = []
    var calendars: [Calendar] = []
    var provider: Provider?
    /// What to put into the settings; `nil` when they have it, or nothing was found.
    var settings: String?
    /// Where that goes.
    var settingsFile = "almanac.toml"
    /// The account that the settings have already.
    var account: String?
    var problem: String?
    var hint: String?

    private enum CodingKeys: String, CodingKey {
        case target, found, hops, place, principal, addresses, homes, calendars, provider, settings, account, problem,
            hint
        case canSchedule = "can_schedule"
        case settingsFile = "settings_file"
        case refusedHomes = "refused_homes"
    }

    init(target: String) { self.target = target }

    mutating func add(_ discovery: Discovery, _ calendars: [RemoteCalendar]) {
        found = true
        place = discovery.place
        principal = discovery.home.principal?.rawValue
        addresses = discovery.home.addresses
        canSchedule = discovery.home.canSchedule
        homes = discovery.home.homes.map(\.rawValue)
        refusedHomes = discovery.home.refusedHomes.map(\.rawValue)
        self.calendars = calendars.map { calendar in
            let url = calendar.name.href.rawValue
            let segment = url.split(separator: "/").last.map(String.init) ?? url
            return Calendar(name: calendar.displayName ?? segment, url: url, writable: calendar.isWritable)
        }
        provider = discovery.provider.map { Provider(name: $0.name, advice: $0.advice) } ?? provider
    }

    mutating func add(_ error: RemoteError) {
        found = false
        problem = error.message
        hint = error.hint.isEmpty ? nil : error.hint
    }
}

extension DiscoveryReport.Hop {
    init(_ hop: DiscoveryHop) {
        switch hop.step {
        case .request(let method, let url): (step, target) = (method, url)
        case .lookup(let record, let name): (step, target) = (record, name)
        case .skipped(let url): (step, target) = ("skip", url)
        }
        (why, status, outcome) = (hop.reason, hop.status, hop.outcome)
    }
}

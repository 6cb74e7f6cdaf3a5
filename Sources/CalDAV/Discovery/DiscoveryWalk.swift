// SPDX-License-Identifier: Apache-2.0

internal import CalendarModel
internal import RemoteCalendars

/// One discovery: goes from place to place until one says who we are, or has calendars.
struct DiscoveryWalk {
    private let server: CalDAVServer
    private let asker: DiscoveryAsker
    private let tell: DiscoveryObserver
    private let typed: RemoteURL
    private var asked: Set<RemoteURL> = []
    private var failures = DiscoveryFailures()

    init(_ server: CalDAVServer, _ connection: DAVConnection, _ observer: @escaping DiscoveryObserver) {
        self.server = server
        tell = observer
        asker = DiscoveryAsker(connection, observer)
        typed = connection.root
    }

    /// A URL is asked itself first. A domain, or an address, is looked up first: what it means is the server that it names,
    /// and the password has no business at its web site before that.
    mutating func run() async throws -> Discovery {
        let account = server.account
        if !account.isBare, let found = try await firstFind(typedPlaces(of: typed)) { return found }
        if let domain = account.bareDomain, let found = try await firstFind(try await services(of: domain)) {
            return found
        }
        if let found = try await firstFind(providerPlaces(for: typed)) { return found }
        if account.isBare, let found = try await firstFind(domainPlaces(of: typed)) { return found }
        if let found = try await firstFind(softwarePlaces(on: typed)) { return found }
        throw withAdvice(failures.verdict(typed), typed)
    }

    private mutating func firstFind(_ places: [DiscoveryPlace]) async throws -> Discovery? {
        for place in places where asked.insert(place.url).inserted {
            guard !failures.unreachable.contains(place.url.origin) else {
                tell(skipped(place.url, "its host did not answer before", place.reason))
                continue
            }
            do {
                let found = try await description(of: place)
                guard let home = try await home(from: found) else { continue }
                return Discovery(home: home, place: found.url.text, provider: KnownProvider.of(found.url))
            } catch let error as RemoteError {
                if failures.note(error, at: place) { throw withAdvice(error, place.url) }
            }
        }
        return nil
    }

    /// Some servers redirect from the well-known address only who comes with GET, as a browser does.
    private func description(of place: DiscoveryPlace) async throws -> ResourceDescription {
        do {
            return try await asker.describe(place.url, RequestBody.discovery, place.reason)
        } catch let error as RemoteError where place.isWellKnown && isUseless(error) {
            guard let target = try await asker.redirect(from: place.url) else { throw error }
            return try await asker.describe(target, RequestBody.discovery, nil)
        }
    }

    /// `nil` where there are neither we nor calendars.
    private func home(from found: ResourceDescription) async throws -> RemoteHome? {
        if found.isUnauthenticated { throw anonymous(found.url) }
        if let principal = found.principal { return try await home(of: principal, named: found) }
        if !found.homes.isEmpty { return try home(nil, found) }
        // Servers without current-user-principal (Synology, mail.ru): it is the home, or a calendar.
        return try await hasCalendars(found) ? try home(nil, found, [found.url]) : nil
    }

    private func home(of principal: RemoteURL, named place: ResourceDescription) async throws -> RemoteHome {
        let found = try await asker.describe(principal, RequestBody.principal, nil)
        let name = found.principal ?? principal
        if !found.homes.isEmpty { return try home(name, found) }
        for candidate in [place, found] where try await hasCalendars(candidate) {
            return try home(name, found, [candidate.url])
        }
        throw RemoteError(
            .notCalendar, scope: .account, retry: .later(.seconds(3600)),
            message: "\(principal.host) knows us as \(principal.path), and names no place for our calendars",
            hint: "make a calendar there, or write the address of one into the account's url")
    }

    private func hasCalendars(_ found: ResourceDescription) async throws -> Bool {
        if found.isCalendar { return true }
        guard found.isCollection else { return false }
        let poll = try await server.poll(RemoteHome(principal: nil, homes: [Href(found.url.text)]))
        let outcome = poll.calendars.isEmpty ? "no calendars in it" : "\(poll.calendars.count) calendars in it"
        tell(DiscoveryHop(.request(method: "PROPFIND", url: found.url.text), status: 207, outcome: outcome))
        return !poll.calendars.isEmpty
    }

    private func home(
        _ principal: RemoteURL?, _ found: ResourceDescription, _ places: [RemoteURL]? = nil
    ) throws -> RemoteHome {
        let connection = asker.connection
        var seen: Set<HrefKey> = []
        let homes = (places ?? found.homes).filter {
            seen.insert(connection.trusted.key(of: $0, isCollection: true)).inserted
        }
        let trusted = homes.filter(connection.trusted.mayReceiveCredentials)
        let refused = homes.filter { !trusted.contains($0) }
        for home in refused { tell(skipped(home, connection.foreign(home).description, nil)) }
        if let home = refused.first, trusted.isEmpty { throw connection.foreign(home) }
        return RemoteHome(
            principal: principal.map { server.principalName($0, connection) }, homes: trusted.map { Href($0.text) },
            addresses: found.addresses, canSchedule: found.hasOutbox, refusedHomes: refused.map { Href($0.text) })
    }

    private func skipped(_ url: RemoteURL, _ outcome: String, _ reason: String?) -> DiscoveryHop {
        DiscoveryHop(.skipped(url: url.text), reason: reason, outcome: outcome)
    }

    private func anonymous(_ place: RemoteURL) -> RemoteError {
        RemoteError(
            .unauthorized, scope: .account, retry: .whenSettingsChange,
            message: "\(place.host) does not take our username and password",
            hint: RemoteError.correctPassword)
    }

    /// Who knows the provider knows which password it wants.
    private func withAdvice(_ error: RemoteError, _ url: RemoteURL) -> RemoteError {
        guard error.kind == .unauthorized, let provider = KnownProvider.of(url) ?? KnownProvider.of(typed) else {
            return error
        }
        var advised = error
        advised.hint = provider.advice
        return advised
    }
}

extension DiscoveryWalk {
    /// The places that a domain names in DNS: SRV and TXT records (RFC 6764 §3 and §4).
    private mutating func services(of domain: String) async throws -> [DiscoveryPlace] {
        var places: [DiscoveryPlace] = []
        let kinds = [("_caldavs", "https"), ("_caldav", "http")].prefix(server.account.allowsPlainHTTP ? 2 : 1)
        for (label, scheme) in kinds where places.isEmpty {
            let name = "\(label)._tcp.\(domain)"
            let records = try await records(of: name)
            guard records.contains(where: { !$0.host.isEmpty }) else { continue }
            let path = try await path(of: name)
            places = records.prefix(Self.mostServers).flatMap { servicePlaces(of: $0, scheme: scheme, path: path) }
        }
        return places
    }

    private static let mostServers = 4

    private mutating func records(of name: String) async throws -> [ServiceRecord] {
        let step = DiscoveryHop.Step.lookup(record: "SRV", name: name)
        switch try await server.names.ask(.service, of: name) {
        case .none: tell(DiscoveryHop(step, reason: "the domain's records", outcome: "none"))
        case .failed(let why):
            tell(DiscoveryHop(step, reason: "the domain's records", outcome: why))
            failures.noteLookup(name, why)
        case .records(let answer):
            let records = serviceRecords(in: answer)
            let text = records.map { $0.host.isEmpty ? "no such service" : "\($0.host):\($0.port)" }
            let outcome = text.isEmpty ? "none that can be used" : text.joined(separator: ", ")
            tell(DiscoveryHop(step, reason: "the domain's records", outcome: outcome))
            return records
        }
        return []
    }

    private func path(of name: String) async throws -> String? {
        guard case .records(let answer) = try await server.names.ask(.text, of: name) else { return nil }
        let path = contextPath(in: answer)
        tell(DiscoveryHop(.lookup(record: "TXT", name: name), outcome: path.map { "path=\($0)" } ?? "no path"))
        return path
    }
}

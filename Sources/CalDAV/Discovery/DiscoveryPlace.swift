// SPDX-License-Identifier: Apache-2.0

/// One place where discovery looks.
struct DiscoveryPlace: Equatable {
    enum Origin: Equatable {
        case typed
        /// The domain of an address, or a bare one: most often a web site and no calendar server.
        case domain
        case wellKnown
        case root
        /// Named by a record in DNS.
        case service
        case provider(String)
        /// Where a kind of server has its calendars.
        case software(String)
    }
    var url: RemoteURL
    var origin: Origin
    /// An answer without redirect from there tells little, so it is also asked with GET.
    var isWellKnown: Bool { url.path == wellKnownPath }

    /// In words for people.
    var reason: String {
        switch origin {
        case .typed: "the URL as typed"
        case .domain: "the domain itself"
        case .wellKnown: "the well-known address (RFC 6764)"
        case .root: "the root of the server"
        case .service: "named in DNS"
        case .provider(let name): "\(name)'s address, known in advance"
        case .software(let name): "where \(name) has it"
        }
    }

    /// A refusal there says nothing about the account.
    var isGuess: Bool {
        switch origin {
        case .domain, .software: true
        case .typed, .wellKnown, .root, .service, .provider: false
        }
    }
}

private let wellKnownPath = "/.well-known/caldav"

/// What can be tried knowing only what was typed (RFC 6764 §6).
func typedPlaces(of typed: RemoteURL, isURL: Bool) -> [DiscoveryPlace] {
    let first = DiscoveryPlace(url: typed, origin: isURL ? .typed : .domain)
    let others: [DiscoveryPlace.Origin] = typed.path == "/" ? [.wellKnown] : [.wellKnown, .root]
    return [first] + others.map { DiscoveryPlace(url: typed.at($0 == .root ? "/" : wellKnownPath), origin: $0) }
}

/// What a service record stands for: its well-known address, the path of the TXT record, the root (RFC 6764 §6).
func servicePlaces(of record: ServiceRecord, scheme: String, path: String?) -> [DiscoveryPlace] {
    guard !record.host.isEmpty, record.port > 0 else { return [] }
    let standard = scheme == "https" ? 443 : 80
    let port = Int(record.port) == standard ? nil : Int(record.port)
    let server = RemoteURL(scheme: scheme, host: record.host, port: port, path: "/")
    return [wellKnownPath, path, "/"].compactMap { $0 }.map { DiscoveryPlace(url: server.at($0), origin: .service) }
}

/// What is left when nobody says anything: the provider's own server, and where servers usually have it.
func knownPlaces(for typed: RemoteURL) -> [DiscoveryPlace] {
    if let provider = KnownProvider.of(typed.host) {
        return RemoteURL(provider.server).map { [DiscoveryPlace(url: $0, origin: .provider(provider.name))] } ?? []
    }
    return [("/remote.php/dav/", "Nextcloud"), ("/dav/", "Zimbra"), ("/ucaldav/", "Bedework")].map { path, name in
        DiscoveryPlace(url: typed.at(path), origin: .software(name))
    }
}

extension RemoteURL {
    fileprivate func at(_ path: String) -> RemoteURL {
        var other = self
        other.path = path
        return other
    }
}

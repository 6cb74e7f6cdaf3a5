// SPDX-License-Identifier: Apache-2.0

internal import RemoteCalendars

/// What went wrong at the places of one discovery: whether it ends there, and what it says in the end.
struct DiscoveryFailures {
    /// Origins that did not answer at all: their other places are not tried.
    private(set) var unreachable: Set<String> = []
    private var all: [(error: RemoteError, place: DiscoveryPlace)] = []
    private var lookup: String?

    /// - Returns: whether nothing else is to be tried.
    mutating func note(_ error: RemoteError, at place: DiscoveryPlace) -> Bool {
        all.append((error, place))
        switch error.kind {
        case .unauthorized, .busy: return !place.isGuess
        // A request that cannot be sent, or a server that knows us and has no calendars.
        case .notCalendar, .noPassword: return true
        case _ where isUnreachable(error):
            unreachable.insert(place.url.origin)
            return false
        default: return false
        }
    }

    mutating func noteLookup(_ name: String, _ why: String) {
        lookup = "\(name) cannot be looked up: \(why)"
    }

    /// The failure that a person can do most about: a host that waits for consent, a password that was refused, a server
    /// that did not answer and may be the right one; else that there is nothing.
    func verdict(_ typed: RemoteURL) -> RemoteError {
        let meant = all.filter { !$0.place.isGuess }
        let waiting = all.filter { $0.error.kind == .forbidden && $0.error.scope == .account }
        let candidates = [
            all.first { $0.error.kind == .noPassword },
            waiting.first { $0.place.origin == .service } ?? waiting.first,
            all.first { $0.error.kind == .unauthorized },
            meant.first { $0.place.origin == .service && isUnreachable($0.error) },
            meant.contains { $0.place.origin == .service } ? nil : all.first { isUnreachable($0.error) },
        ]
        guard var verdict = candidates.compactMap({ $0 }).first?.error else { return nothingFound(typed) }
        // A password that was refused once is not tried again and again, whatever else is wrong: servers lock accounts.
        if all.contains(where: { $0.error.kind == .unauthorized }) { verdict.retry = .whenSettingsChange }
        return verdict
    }

    private func nothingFound(_ typed: RemoteURL) -> RemoteError {
        let first = (all.first { !$0.place.isGuess } ?? all.first)?.error.message
        let why = [first, lookup].compactMap { $0 }.map { ": \($0)" }.joined()
        return RemoteError(
            .notCalendar, scope: .account, retry: .later(lookup == nil ? .seconds(3600) : nil),
            message: "no calendars were found at \(typed.authority)\(typed.path)\(why)",
            hint: "write the address that the server's documentation gives for CalDAV into the account's url")
    }
}

private func isUnreachable(_ error: RemoteError) -> Bool {
    switch error.kind {
    case .unknownHost, .unreachable, .timeout, .certificate: true
    case .unauthorized, .noPassword, .forbidden, .moved, .tokenRefused, .unsupported, .badAnswer, .tooLarge, .busy,
        .status, .notCalendar:
        false
    }
}

/// The place answered, and not as a calendar server does.
func isUseless(_ error: RemoteError) -> Bool {
    switch error.kind {
    case .forbidden: error.scope == .calendar
    case .moved, .unsupported, .badAnswer, .status, .tokenRefused, .tooLarge: true
    case .unauthorized, .noPassword, .unknownHost, .unreachable, .timeout, .certificate, .busy, .notCalendar: false
    }
}

// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Logging
import Planning
import RemoteCalendars

/// The account's side of a run: who we are, where the calendars are, which there are.
struct HomeSync {
    let sync: AccountSync

    /// Discovery is repeated after this long, though nothing failed.
    private static let homeLifetime = Duration.seconds(7 * 86_400)

    /// The home found earlier, or a fresh discovery: first time, held, URL or user name changed, or a week old.
    func home() async throws -> RemoteHome {
        let policy = sync.policy
        let now = try await sync.effects.now().wall
        if let account = try await sync.effects.read({ try $0.account(policy.account) }) {
            if account.state != .held, account.url == policy.url, account.username == policy.username,
                !account.homes.isEmpty, let discovered = account.discoveredAt,
                !hasPassed(Self.homeLifetime, since: discovered, at: now)
            {
                return RemoteHome(principal: account.principal, homes: account.homes)
            }
        }
        return try await discover()
    }

    /// Polls; where the home set moved away, discovers again, once.
    func poll(_ home: RemoteHome) async throws -> (HomePoll, RemoteHome) {
        do {
            return (try await checked(sync.server.poll(home), home), home)
        } catch let error as RemoteError where isWorthDiscovering(after: error, home, typed: sync.policy.url) {
            sync.log.notice("home set moved, discovering again", metadata: ["reason": "\(error.message)"])
            let fresh = try await discover()
            return (try await checked(sync.server.poll(fresh), fresh), fresh)
        }
    }

    /// The same principal on another host is believed to discovery, which held or stored it, and never to a poll alone.
    private func checked(_ poll: HomePoll, _ home: RemoteHome) async throws -> HomePoll {
        guard let principal = poll.principal, let known = home.principal, principal != known else { return poll }
        guard isSamePrincipal(known, principal, fromSameURL: true), try await discover().principal == principal else {
            try await hold(known: known, found: principal)
        }
        return poll
    }

    private func discover() async throws -> RemoteHome {
        let policy = sync.policy
        sync.effects.report(.discovering(policy.account))
        let found = try await sync.server.discover()
        let now = try await sync.effects.now().wall
        let stored = try await sync.effects.read { try $0.account(policy.account) }
        // Settings that changed have discovery forgotten.
        let isSameURL =
            stored?.discoveredAt != nil && stored?.url == policy.url && stored?.username == policy.username
        if let known = stored?.principal, let principal = found.principal,
            !isSamePrincipal(known, principal, fromSameURL: isSameURL)
        {
            try await hold(known: known, found: principal)
        }
        for home in found.refusedHomes {
            sync.log.warning("home set left out", metadata: ["reason": "\(refusal(of: home))"])
        }
        sync.log.info("discovered", metadata: ["home": "\(found.homes.first.map(sync.server.shown) ?? "none")"])
        let capabilities = try await probe(found, at: now)
        try await sync.commit { tx in
            var account = try tx.account(policy.account) ?? policy.newRecord
            (account.url, account.username) = (policy.url, policy.username)
            account.principal = found.principal ?? account.principal
            account.homes = found.homes
            account.addresses = found.addresses
            account.discoveredAt = now
            // A detached one stays so: the settings have gone on.
            if account.state == .held { account.state = .active }
            try tx.save(account)
            try tx.save(capabilities, of: policy.account)
            for var calendar in try tx.calendars(of: policy.account) where !calendar.isWritable {
                calendar.isWritable = true
                try tx.save(calendar)
            }
        }
        return found
    }

    /// Learnt anew with each discovery: servers are mended, and replaced.
    private func probe(_ home: RemoteHome, at now: Instant) async throws -> ServerCapabilities {
        var capabilities = ServerCapabilities()
        do {
            capabilities = try await sync.server.capabilities(of: home)
        } catch let error as RemoteError {
            sync.log.info("the server does not say what it can do", metadata: ["reason": "\(error.message)"])
        }
        capabilities.learntAt = now
        return capabilities
    }

    private func hold(known: Href, found: Href) async throws -> Never {
        let name = sync.policy.account
        let reason =
            "the server says that this account is \(sync.server.shown(found)) and no longer "
            + "\(sync.server.shown(known)), so nothing is touched: "
            + "restore username and url in the settings, or give the new account another name there"
        let now = try await sync.effects.now().wall
        sync.log.error("account held", metadata: ["reason": "\(reason)"])
        try await sync.commit { tx in
            guard var account = try tx.account(name), account.state != .held || account.problem != reason
            else { return }
            (account.state, account.problem, account.problemSince) = (.held, reason, now)
            try tx.save(account)
        }
        throw AccountHeld(reason: reason)
    }

    private func refusal(of home: Href) -> String {
        let host = origin(of: sync.server.shown(home)).split(separator: "/").last ?? ""
        return "\(host) may not be given the password; if it may, add \"\(host)\" to the account's allowed_hosts"
    }

    /// Calendars that stand on another host now keep their rows, tokens and ids, and so do their objects.
    private func follow(_ moves: [CalendarMove]) async throws {
        for move in moves {
            sync.log.notice(
                "calendar moved to another host",
                metadata: [
                    "calendar": "\(move.id)", "from": "\(sync.server.shown(move.from.href))",
                    "to": "\(sync.server.shown(move.to.href))",
                ])
            try await sync.commit { tx in
                guard var record = try tx.calendar(move.id), record.name == move.from else { return }
                record.name = move.to
                try tx.save(record)
                try tx.rebaseHrefs(of: move.id, to: move.prefix)
            }
        }
    }

    /// Writes what the poll says about calendars, if it says anything new, and reads how each one stands.
    func record(_ poll: HomePoll, at now: Instant) async throws -> [CalendarSituation] {
        let (policy, server) = (sync.policy, sync.server)
        var stored = try await sync.effects.read { try $0.calendars(of: policy.account) }
        let moves = movedCalendars(poll.calendars, stored: stored, typed: policy.url)
        if !moves.isEmpty {
            try await follow(moves)
            stored = try await sync.effects.read { try $0.calendars(of: policy.account) }
        }
        if planCalendars(poll.calendars, stored: stored, policy: policy, now: now).contains(where: \.isChange) {
            try await sync.commit { tx in
                let plan = planCalendars(
                    poll.calendars, stored: try tx.calendars(of: policy.account), policy: policy, now: now)
                for step in plan { try tx.apply(step, policy: policy, itemPrefix: server.itemPrefix) }
            }
        }
        return try await sync.effects.read { reader in
            let remote = Dictionary(poll.calendars.map { ($0.name.key, $0) }) { first, _ in first }
            return try reader.calendars(of: policy.account).compactMap { record in
                guard !record.isDetached, record.hiddenSince == nil, let remote = remote[record.name.key]
                else { return nil }
                return try CalendarSituation(record: record, remote: remote, reader: reader, policy: policy, now: now)
            }
        }
    }
}

extension CalendarServer {
    /// What the hrefs and keys of a calendar's items begin with; `nil` where they are no path.
    fileprivate func itemPrefix(_ calendar: Href) -> RemoteName? {
        let (name, last) = (newName(in: calendar, stem: "x"), "x.ics")
        guard name.href.rawValue.hasSuffix(last), name.key.rawValue.hasSuffix(last) else { return nil }
        return RemoteName(
            href: Href(String(name.href.rawValue.dropLast(last.count))),
            key: HrefKey(String(name.key.rawValue.dropLast(last.count))))
    }
}

/// What one run over one calendar starts from.
struct CalendarSituation: Sendable {
    var record: CalendarRecord
    var remote: RemoteCalendar
    var debts: DebtCounts
    var edits: [OutboxRow]
    /// Among them is one that was held and no longer has to be.
    var hasFreedEdits: Bool
    /// Something owed or set aside is due now.
    var hasDuePayments: Bool
    var audit: CalendarAudit
    var usesSyncCollection: Bool
    let now: Instant

    init(
        record: CalendarRecord, remote: RemoteCalendar, reader: some StoreReading, policy: SyncPolicy, now: Instant
    ) throws {
        self.record = record
        self.remote = remote
        self.now = now
        debts = try reader.debts(of: record.id)
        edits = try reader.outbox(in: record.id)
        hasFreedEdits = try reader.hasFreedEdits(edits, in: record.id, policy: policy, now: now)
        audit = try reader.audit(of: record.id)
        usesSyncCollection = try reader.capabilities(of: record.id.account).usesSyncCollection
        hasDuePayments =
            try
            (debts.owed + debts.unverified > 0
            && !reader.payable(in: record.id, now: now, limit: 1, excluding: []).isEmpty)
            || (debts.quarantined > 0 && !reader.retryable(in: record.id, now: now, limit: 1).isEmpty)
    }

    var auditCandidate: AuditCandidate {
        AuditCandidate(
            calendar: record.id, listedAt: record.completeAt == nil ? nil : audit.listedAt ?? Instant(seconds: 0),
            objects: debts.withBase)
    }
}

// SPDX-License-Identifier: Apache-2.0

import ControlWire

/// What `almanac health` makes of the daemon's status. Pure: the same status at the same time is the same report.
struct HealthVerdict {
    let limits: HealthLimits
    /// Seconds since 1970.
    let now: Int64
    private let problems: [String]
    private let accounts: [AccountDocument]
    private let calendars: [Fresh<CalendarDocument>]
    /// Of everything; they count where everything is looked at.
    private let openConflicts: Int
    /// Accounts of which no calendar is known.
    private let withoutCalendars: Set<String>

    /// - Parameters:
    ///   - accounts: only these, with their calendars; none: all.
    ///   - calendars: only these, with their accounts, by `account/name`.
    /// - Throws: ``InputError`` when there is no such account or calendar.
    init(
        _ status: StatusDocument, accounts: [String] = [], calendars: [String] = [], limits: HealthLimits, now: Int64
    ) throws(InputError) {
        (self.limits, self.now, problems) = (limits, now, status.problems)
        for name in accounts where !status.accounts.contains(where: { $0.name == name }) {
            throw InputError("There is no account \"\(name)\".")
        }
        for id in calendars where !status.calendars.contains(where: { $0.document.id == id }) {
            throw InputError("There is no calendar \"\(id)\". Write it as account/name.")
        }
        let isEverything = accounts.isEmpty && calendars.isEmpty
        openConflicts = isEverything ? status.openConflicts : 0
        let named = status.calendars.filter { calendars.contains($0.document.id) }.map(\.document.account)
        self.accounts = status.accounts.filter {
            isEverything ? $0.state != "detached" : accounts.contains($0.name) || named.contains($0.name)
        }
        self.calendars = status.calendars.filter { calendar in
            let document = calendar.document
            return (isEverything || accounts.contains(document.account))
                && (document.isShown || calendar.freshness.pending > 0)
                || calendars.contains(document.id)
        }
        withoutCalendars = Set(self.accounts.map(\.name)).subtracting(status.calendars.map(\.document.account))
    }

    func report() -> HealthReport {
        let found =
            problems.map { HealthReport.Finding(state: .warning, text: $0) } + accountFindings + calendarFindings
            + notShown
        return HealthReport(
            found + ageFindings + queueFindings + conflictFindings, allWell: allWell,
            metrics: metrics(problems: found.count))
    }

    // MARK: Accounts

    /// A failure is a warning at once, and more when it has lasted as long as calendars may be old.
    private var accountFindings: [HealthReport.Finding] {
        accounts.compactMap { account in
            if account.state == "detached" {
                return .init(state: .warning, text: "\(account.name) is not in the settings")
            }
            if let problem = account.problem {
                let state = state(
                    since: account.problemSince, limits.age(interval: account.interval ?? Self.usualInterval))
                return .init(state: state, text: "\(account.name): \(problem)\(since(account.problemSince))")
            }
            guard withoutCalendars.contains(account.name) else { return nil }
            return .init(state: .warning, text: "\(account.name) has no calendars yet")
        }
    }

    /// Of what is wrong: at least a warning.
    private func state(since time: Timestamp?, _ limit: HealthLimit) -> HealthState {
        max(.warning, time.map { limit.state(of: now - $0.instant) } ?? .warning)
    }

    private func since(_ time: Timestamp?) -> String {
        time.map { " (for \(When.age(now - $0.instant)))" } ?? ""
    }

    // MARK: Calendars

    /// What only one calendar of an account fails at.
    private var calendarFindings: [HealthReport.Finding] {
        shown.map(\.document).compactMap { calendar in
            calendar.problem.map {
                .init(state: .warning, text: "\(calendar.id): \($0)\(since(calendar.problemSince))")
            }
        }
    }

    /// Calendars that are not followed, and were asked for or hold edits that wait.
    private var notShown: [HealthReport.Finding] {
        calendars.filter { !$0.document.isShown }.map { calendar in
            let edits = calendar.freshness.pending
            let waiting = edits > 0 ? ", and \(When.count(edits, "edit")) of it cannot be sent" : ""
            return .init(state: .warning, text: "\(calendar.document.id) is \(calendar.document.state)\(waiting)")
        }
    }

    // MARK: Ages

    private var shown: [Fresh<CalendarDocument>] { calendars.filter(\.document.isShown) }
    private var stalest: Fresh<CalendarDocument>? { shown.min(by: Fresh.isStaler) }

    /// Seconds; `nil` where it was never complete, or by a clock that was wrong.
    private func age(_ calendar: Fresh<CalendarDocument>) -> Int64? {
        guard let asOf = calendar.freshness.asOf?.instant, asOf <= now + Self.skew else { return nil }
        return max(0, now - asOf)
    }

    /// Seconds that a clock may have been set back by between two looks at it.
    private static let skew: Int64 = 60

    private func ageLimit(_ calendar: Fresh<CalendarDocument>) -> HealthLimit {
        let account = accounts.first { $0.name == calendar.document.account }
        return limits.age(interval: account?.interval ?? Self.usualInterval)
    }

    /// Of an account that says nothing of it: the default of almanac.toml.
    private static let usualInterval = 300

    private var ageFindings: [HealthReport.Finding] {
        shown.sorted(by: Fresh.isStaler).compactMap { calendar in
            guard let age = age(calendar) else { return unknownAge(calendar) }
            let state = ageLimit(calendar).state(of: age)
            guard state != .ok else { return nil }
            return .init(state: state, text: "\(calendar.document.id) was complete \(When.age(age)) ago")
        }
    }

    /// Without an age, a problem tells for how long at least.
    private func unknownAge(_ calendar: Fresh<CalendarDocument>) -> HealthReport.Finding {
        let document = calendar.document
        if let asOf = calendar.freshness.asOf {
            let ahead = When.age(asOf.instant - now)
            return .init(
                state: .warning, text: "\(document.id) was complete \(ahead) from now, as by a clock that was wrong")
        }
        let account = accounts.first { $0.name == document.account }
        let since = [document.problemSince, account?.problemSince].compactMap(\.self).min { $0.instant < $1.instant }
        return .init(state: state(since: since, ageLimit(calendar)), text: "\(document.id) was never complete")
    }

    // MARK: What waits

    private var heldDeletions: Int64 { sum { $0.document.heldDeletions } }
    private var heldEdits: Int64 { sum { $0.document.heldEdits } }
    private var refusedEdits: Int64 { sum { $0.document.refusedEdits } }
    /// What waits for a person.
    private var held: Int64 { heldDeletions + heldEdits + refusedEdits }
    private var quarantined: Int64 { sum { $0.freshness.quarantined } }
    private var queue: Int64 { max(0, sum { $0.freshness.pending } - held) }
    /// Seconds.
    private var oldestPending: Int64 {
        calendars.compactMap(\.freshness.oldestPending).map { max(0, now - $0.instant) }.max() ?? 0
    }

    private func sum(_ number: (Fresh<CalendarDocument>) -> Int) -> Int64 {
        calendars.reduce(0) { $0 + Int64(number($1)) }
    }

    private var queueFindings: [HealthReport.Finding] {
        let heldText = heldWords(calendars.map(\.document)).joined(separator: ", ")
        return [
            (limits.held.state(of: held), "\(heldText), see almanac status"),
            (limits.pending.state(of: oldestPending), "an edit waits for \(When.age(oldestPending))"),
            (limits.queue.state(of: queue), "\(When.count(queue, "edit")) not confirmed"),
            (limits.quarantined.state(of: quarantined), "\(When.count(quarantined, "item")) kept aside"),
        ].filter { $0.0 != .ok }.map { HealthReport.Finding(state: $0.0, text: $0.1) }
    }

    private var conflictFindings: [HealthReport.Finding] {
        guard openConflicts > 0 else { return [] }
        let text =
            "\(When.count(openConflicts, "open conflict")), see almanac conflicts list, then almanac conflicts settle --all"
        return [.init(state: .warning, text: text)]
    }

    // MARK: In all

    private var allWell: String {
        guard let stalest, let age = age(stalest) else { return accounts.isEmpty ? "no accounts" : "no calendars" }
        let queued = queue > 0 ? ", \(When.count(queue, "edit")) on the way" : ""
        return
            "\(When.count(shown.count, "calendar")), stalest \(stalest.document.id) complete \(When.age(age)) ago\(queued)"
    }

    private func metrics(problems: Int) -> [HealthReport.Metric] {
        [
            .init(
                label: "age", value: stalest.flatMap { age($0) }, isSeconds: true,
                limit: stalest.map { ageLimit($0) } ?? limits.age),
            .init(label: "queue", value: queue, limit: limits.queue),
            .init(label: "oldest_pending", value: oldestPending, isSeconds: true, limit: limits.pending),
            .init(label: "held", value: held, limit: limits.held),
            .init(label: "quarantined", value: quarantined, limit: limits.quarantined),
            .init(label: "problems", value: Int64(problems), limit: HealthLimit(warning: 0)),
        ]
    }
}

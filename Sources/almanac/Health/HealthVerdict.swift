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
            return (isEverything || accounts.contains(document.account)) && document.isShown
                || calendars.contains(document.id)
        }
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

    /// A failure of today is a warning; calendars that grow old of it are more.
    private var accountFindings: [HealthReport.Finding] {
        accounts.compactMap { account in
            if account.state == "detached" {
                return .init(state: .warning, text: "\(account.name) is not in the settings")
            }
            guard let problem = account.problem else { return nil }
            return .init(state: .warning, text: "\(account.name): \(problem)\(since(account.problemSince))")
        }
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

    /// Calendars that were asked for and are not followed.
    private var notShown: [HealthReport.Finding] {
        calendars.map(\.document).filter { !$0.isShown }.map { .init(state: .warning, text: "\($0.id) is \($0.state)") }
    }

    // MARK: Ages

    private var shown: [Fresh<CalendarDocument>] { calendars.filter(\.document.isShown) }
    private var stalest: Fresh<CalendarDocument>? { shown.min(by: Fresh.isStaler) }

    private func age(_ calendar: Fresh<CalendarDocument>) -> Int64? {
        calendar.freshness.asOf.map { max(0, now - $0.instant) }
    }

    private func ageLimit(_ calendar: Fresh<CalendarDocument>) -> HealthLimit {
        let account = accounts.first { $0.name == calendar.document.account }
        return limits.age(interval: account?.interval ?? Self.usualInterval)
    }

    /// Of an account that says nothing of it: the default of almanac.toml.
    private static let usualInterval = 300

    private var ageFindings: [HealthReport.Finding] {
        shown.sorted(by: Fresh.isStaler).compactMap { calendar in
            guard let age = age(calendar) else {
                return .init(state: .warning, text: "\(calendar.document.id) was never complete")
            }
            let state = ageLimit(calendar).state(of: age)
            guard state != .ok else { return nil }
            return .init(state: state, text: "\(calendar.document.id) was complete \(When.age(age)) ago")
        }
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

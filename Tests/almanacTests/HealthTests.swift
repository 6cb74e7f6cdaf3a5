// SPDX-License-Identifier: Apache-2.0

import ControlClient
import ControlWire
import Testing

@testable import almanac

/// What one calendar and its account are like.
private struct Situation: Sendable {
    var age: Int64? = 60
    var interval: Int? = 300
    var pending = 0
    var oldest: Int64?
    var heldDeletions = 0
    var heldEdits = 0
    var refusedEdits = 0
    var quarantined = 0
    var problem: String?
    var problemAge: Int64 = 600
    var calendarProblem: String?
    var calendarProblemAge: Int64 = 600
    var state = "active"
    var hasCalendar = true
    var daemon: [String] = []
}

@Suite struct `What almanac health makes of the status` {
    private static let now: Int64 = 1_000_000

    private func status(_ all: [(String, Situation)], openConflicts: Int) -> StatusDocument {
        let accounts = all.map { name, situation in
            AccountDocument(
                name: name, kind: "caldav", url: "https://x/", username: "alice", state: situation.state,
                problem: situation.problem,
                problemSince: situation.problem.map { _ in Timestamp(instant: Self.now - situation.problemAge) },
                interval: situation.interval)
        }
        let calendars = all.filter(\.1.hasCalendar).map { name, situation in
            Fresh(
                Freshness(
                    asOf: situation.age.map { Timestamp(instant: Self.now - $0) }, complete: true,
                    quarantined: situation.quarantined,
                    pending: situation.pending + situation.heldDeletions + situation.heldEdits
                        + situation.refusedEdits,
                    oldestPending: situation.oldest.map { Timestamp(instant: Self.now - $0) }),
                CalendarDocument(
                    id: "\(name)/team", account: name, name: "team", displayName: nil, color: nil, description: nil,
                    state: situation.state, writable: true, isDefault: false,
                    heldDeletions: situation.heldDeletions, heldEdits: situation.heldEdits,
                    refusedEdits: situation.refusedEdits, problem: situation.calendarProblem,
                    problemSince: situation.calendarProblem.map { _ in
                        Timestamp(instant: Self.now - situation.calendarProblemAge)
                    }))
        }
        return StatusDocument(
            version: "1", activity: "idle", inStep: true, problems: all.flatMap(\.1.daemon), accounts: accounts,
            calendars: calendars, waiting: [], heldDeletions: [], kept: [], openConflicts: openConflicts)
    }

    private func report(
        _ all: [(String, Situation)], accounts: [String] = [], calendars: [String] = [],
        limits: HealthLimits = HealthLimits(), openConflicts: Int = 0
    ) throws -> HealthReport {
        try HealthVerdict(
            status(all, openConflicts: openConflicts), accounts: accounts, calendars: calendars, limits: limits,
            now: Self.now
        ).report()
    }

    @Test(arguments: [
        (Situation(), "OK - 1 calendar, stalest work/team complete 1 minute ago"),
        (Situation(age: 900), "OK - 1 calendar, stalest work/team complete 15 minutes ago"),
        (Situation(age: 901), "WARNING - work/team was complete 15 minutes ago"),
        (Situation(age: 3601), "CRITICAL - work/team was complete 60 minutes ago"),
        (Situation(age: 3601, interval: 3600), "OK - 1 calendar, stalest work/team complete 60 minutes ago"),
        (Situation(age: 3601, interval: nil), "CRITICAL - work/team was complete 60 minutes ago"),
        (Situation(age: -5), "OK - 1 calendar, stalest work/team complete 0 seconds ago"),
        (Situation(age: -60), "OK - 1 calendar, stalest work/team complete 0 seconds ago"),
        (
            Situation(age: -7300),
            "WARNING - work/team was complete 2 hours from now, as by a clock that was wrong"
        ),
        (Situation(age: nil), "WARNING - work/team was never complete"),
        (
            Situation(age: nil, calendarProblem: "too big", calendarProblemAge: 3600),
            "WARNING - work/team: too big (for 60 minutes); work/team was never complete"
        ),
        (
            Situation(age: nil, calendarProblem: "too big", calendarProblemAge: 3601),
            "CRITICAL - work/team was never complete; work/team: too big (for 60 minutes)"
        ),
        (
            Situation(age: nil, problem: "wrong password", problemAge: 1_814_400),
            "CRITICAL - work: wrong password (for 21 days); work/team was never complete"
        ),
        (
            Situation(problem: "wrong password", problemAge: 1_814_400, hasCalendar: false),
            "CRITICAL - work: wrong password (for 21 days)"
        ),
        (Situation(problem: "no route", problemAge: 3600), "WARNING - work: no route (for 60 minutes)"),
        (Situation(interval: 3600, problem: "no route", problemAge: 3601), "WARNING - work: no route (for 60 minutes)"),
        (Situation(hasCalendar: false), "WARNING - work has no calendars yet"),
        (
            Situation(pending: 3, oldest: 60),
            "OK - 1 calendar, stalest work/team complete 1 minute ago, 3 edits on the way"
        ),
        (Situation(pending: 1, oldest: 7200), "WARNING - an edit waits for 2 hours"),
        (Situation(pending: 1, oldest: 90_000), "CRITICAL - an edit waits for 25 hours"),
        (Situation(pending: 101), "WARNING - 101 edits not confirmed"),
        (Situation(pending: 1001), "CRITICAL - 1001 edits not confirmed"),
        (Situation(heldDeletions: 11, heldEdits: 1), "WARNING - 11 deletions held, 1 edit held, see almanac status"),
        (Situation(heldEdits: 1, refusedEdits: 2), "WARNING - 1 edit held, 2 edits refused, see almanac status"),
        (Situation(pending: 1, oldest: 60, refusedEdits: 1), "WARNING - 1 edit refused, see almanac status"),
        (Situation(calendarProblem: "too big"), "WARNING - work/team: too big (for 10 minutes)"),
        (Situation(quarantined: 2), "WARNING - 2 items kept aside"),
        (Situation(problem: "no password"), "WARNING - work: no password (for 10 minutes)"),
        (Situation(state: "held"), "OK - 1 calendar, stalest work/team complete 1 minute ago"),
        (Situation(state: "detached"), "OK - no accounts"),
        (Situation(state: "detached", hasCalendar: false), "OK - no accounts"),
        (
            Situation(pending: 2, oldest: 60, state: "detached"),
            "WARNING - work/team is detached, and 2 edits of it cannot be sent"
        ),
        (
            Situation(pending: 1, oldest: 90_000, state: "gone"),
            "CRITICAL - an edit waits for 25 hours; work/team is gone, and 1 edit of it cannot be sent"
        ),
        (
            Situation(age: 5000, heldEdits: 1, problem: "a|b\nc", daemon: ["line 7 is wrong"]),
            "CRITICAL - work/team was complete 83 minutes ago; line 7 is wrong; work: a/b c (for 10 minutes); "
                + "1 edit held, see almanac status"
        ),
    ]) private func `follows the table, the worst first`(_ situation: Situation, _ expected: String) throws {
        let line = try report([("work", situation)]).line
        #expect(line.hasPrefix("ALMANAC \(expected) | "), "\(line)")
        #expect(line.count { $0 == "|" } == 1 && !line.contains("\n"))
    }

    @Test func `gives its numbers with their limits`() throws {
        let situation = Situation(
            age: 120, pending: 3, oldest: 61, heldDeletions: 2, heldEdits: 1, quarantined: 4, problem: "no")
        #expect(
            try report([("work", situation)]).line.hasSuffix(
                " | age=120s;900;3600;0 queue=3;100;1000;0 oldest_pending=61s;3600;86400;0 held=3;0;;0 "
                    + "quarantined=4;0;;0 problems=1;0;;0"))
        #expect(try report([("work", Situation(age: nil))]).line.contains(" | age=U;900;3600;0 "))
        #expect(try report([]).line.hasPrefix("ALMANAC OK - no accounts | age=U;;;0 queue=0;"))
    }

    @Test func `takes other limits`() throws {
        var limits = HealthLimits()
        limits.age = HealthLimit(warning: 30, critical: 5000)
        limits.held = HealthLimit(warning: 5, critical: 9)
        limits.quarantined = HealthLimit(warning: nil, critical: nil)
        #expect(try report([("work", Situation(age: 31))], limits: limits).state == .warning)
        #expect(try report([("work", Situation(age: 29, heldEdits: 5, quarantined: 99))], limits: limits).state == .ok)
        #expect(try report([("work", Situation(age: 29, heldEdits: 10))], limits: limits).state == .critical)
        #expect(try report([("work", Situation(age: 4000))], limits: limits).state == .warning)
    }

    @Test func `warns of open conflicts, where everything is looked at`() throws {
        let all = [("home", Situation())]
        let line = try report(all, openConflicts: 2).line
        let next = "see almanac conflicts list, then almanac conflicts settle --all"
        #expect(line.hasPrefix("ALMANAC WARNING - 2 open conflicts, \(next) | "), "\(line)")
        #expect(try report(all, accounts: ["home"], openConflicts: 2).state == .ok)
    }

    @Test func `has thresholds that fit each other`() throws {
        let usual = HealthLimit(warning: 100, critical: 1000)
        func limit(_ warning: Int64?, _ critical: Int64?) throws(InputError) -> HealthLimit {
            try HealthLimit("queue", warning: warning, critical: critical, usual: usual)
        }
        #expect(try limit(nil, nil) == usual)
        #expect(try limit(500, nil) == HealthLimit(warning: 500, critical: 1000))
        #expect(try limit(2000, nil) == HealthLimit(warning: 2000, critical: 2000))
        #expect(try limit(nil, 50) == HealthLimit(warning: 50, critical: 50))
        #expect(try limit(7, 7) == HealthLimit(warning: 7, critical: 7))
        #expect(throws: InputError("--warning-queue is above --critical-queue.")) { try limit(8, 7) }
        var limits = HealthLimits()
        limits.age = try HealthLimit("age", warning: 7200, critical: nil, usual: limits.age)
        #expect(limits.age(interval: 300) == HealthLimit(warning: 7200, critical: 7200))
        #expect(limits.age(interval: 3600) == HealthLimit(warning: 7200, critical: 43_200))
        limits.age = try HealthLimit("age", warning: nil, critical: 600, usual: HealthLimit())
        #expect(limits.age(interval: 300) == HealthLimit(warning: 600, critical: 600))
    }

    @Test func `looks at what was named only`() throws {
        let all = [
            ("home", Situation()), ("old", Situation(state: "detached")),
            ("work", Situation(age: 5000, problem: "no password")),
        ]
        #expect(try report(all).state == .critical)
        #expect(try report(all, accounts: ["home"]).state == .ok)
        #expect(try report(all, accounts: ["home", "work"]).state == .critical)
        #expect(try report(all, calendars: ["home/team"]).state == .ok)
        #expect(try report(all, calendars: ["work/team"]).findings.count == 2)
        let old = try report(all, calendars: ["old/team"])
        #expect(old.findings.map(\.text) == ["old is not in the settings", "old/team is detached"])
        #expect(throws: InputError.self) { try report(all, accounts: ["nobody"]) }
        #expect(throws: InputError.self) { try report(all, calendars: ["team"]) }
    }

    @Test func `names a few of many, and counts the rest`() throws {
        let all = (1...6).map { ("a\($0)", Situation(age: 1000 + Int64($0))) }
        let line = try report(all).line
        #expect(line.hasPrefix("ALMANAC WARNING - a6/team was complete 16 minutes ago; a5/team"))
        #expect(line.contains("; a3/team was complete 16 minutes ago; and 2 more | age=1006s;"))
    }

    @Test(arguments: [
        (
            ControlError.noDaemon(
                SocketProblem(tried: ["/a: no such socket"], command: "systemctl start almanacd")),
            "CRITICAL - almanacd does not run; to start it: systemctl start almanacd"
        ),
        (
            .noDaemon(SocketProblem(tried: ["/a: permission denied"], command: "x")),
            "UNKNOWN - almanacd's socket may not be used: /a: permission denied"
        ),
        (
            .unanswered(
                SocketProblem(tried: ["/a: no answer"], command: "systemctl status almanacd"), isHarmless: true),
            "CRITICAL - almanacd does not answer; next: systemctl status almanacd"
        ),
        (
            .problem(ProblemDocument(type: "t", title: "Refused", status: 403, detail: "Not for you.")),
            "UNKNOWN - Not for you."
        ),
        (
            .problem(ProblemDocument(type: "t", title: "Too many connections", status: 429, detail: "Too many.")),
            "UNKNOWN - Too many."
        ),
        (.lost("The connection broke off."), "CRITICAL - The connection broke off."),
        (
            .problem(ProblemDocument(type: "t", title: "Database error", status: 503, detail: "the disk is full")),
            "CRITICAL - the disk is full"
        ),
    ]) func `is critical where the daemon does not answer, and unknown where one may not ask`(
        _ error: ControlError, _ expected: String
    ) {
        #expect(HealthReport(error).line == "ALMANAC \(expected)")
    }

    @Test func `is unknown after wrong usage, and critical when time is over`() {
        #expect(HealthReport(InputError("No.")).state == .unknown)
        #expect(HealthReport(ControlError.late).line == "ALMANAC CRITICAL - almanacd does not answer in time")
    }

    @Test func `is JSON too`() throws {
        let json = try report([("work", Situation(age: 901))]).json()
        #expect(json.hasPrefix(#"{"code":1,"findings":[{"status":"warning","text":"work/team was complete 15 minutes"#))
        #expect(json.contains(#"{"critical":3600,"label":"age","unit":"s","value":901,"warning":900}"#))
        #expect(json.hasSuffix(#""status":"warning","summary":"work/team was complete 15 minutes ago"}"#))
    }
}

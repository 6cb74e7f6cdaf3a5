// SPDX-License-Identifier: Apache-2.0

import CalendarStorage
import ControlWire
import HTTPTransfer
import Settings
import Testing

@testable import almanacd

@Suite struct `What the doctor says` {
    private func subject() -> Subject {
        Subject(config: nil, manager: nil, environment: ProcessEnvironment(["HOME": "/nowhere"], userID: 0))
    }

    @Test func `is a failure only where one is`() {
        var report = DoctorReport(daemon: "system", settingsFile: nil)
        let check = Check("x", "x")
        for (finding, outcome) in [
            (check.ok("a"), Finding.Outcome.ok), (check.skipped("b"), .ok), (check.warning("c"), .warning),
            (check.failure("d"), .failure), (check.ok("e"), .failure),
        ] {
            report.add(finding)
            #expect(report.outcome == outcome && report.exitStatus == (outcome == .failure ? .failure : .success))
        }
        #expect(DoctorText(isColoured: false).summary(of: report) == "\n1 failure, 1 warning; 1 not looked at.\n")
    }

    @Test func `is a line each with what to do below it, fit for a terminal`() {
        let finding = Check("x", "thing", account: "work").failure("\u{1B}[31m bad", "It\nhurts.", "$ mend", "")
        #expect(
            DoctorText(isColoured: false).text(of: finding)
                == "failure: work: thing: \\u{1b}[31m bad\n    It\\nhurts.\n    $ mend\n")
        #expect(DoctorText(isColoured: true).text(of: finding).hasPrefix("\u{1B}[31m✗\u{1B}[0m work: thing: "))
        #expect(DoctorText.forTerminal(-1) { _ in nil }.isColoured == false)
    }

    private func examination(_ change: (inout DatabaseExamination) -> Void = { _ in }) -> DatabaseExamination {
        var found = DatabaseExamination(
            holder: .nobody, size: 1 << 20, logSize: 0, unused: 0, step: 2, lastStep: 2, events: 3, waitingEdits: 0,
            problems: [], searchProblems: [], copies: [])
        change(&found)
        return found
    }

    @Test func `of a database is what was found in it`() throws {
        let check = DatabaseCheck(subject: subject(), unit: nil, isDeep: false)
        #expect(check.judge(examination()).map(\.outcome) == [.ok, .ok])
        #expect(check.judge(examination { $0.holder = .process(7) })[0].seen.contains("process 7 has it open"))
        #expect(check.judge(examination { $0.step = 1 }).map(\.outcome) == [.ok, .warning, .ok])
        #expect(check.judge(examination { $0.logSize = 65 << 20 }).map(\.outcome) == [.ok, .warning, .ok])
        let damaged = check.judge(
            examination {
                $0.problems = ["a page"]
                $0.copies = ["/x.before-step-2"]
            })
        #expect(damaged.map(\.outcome) == [.failure] && damaged[0].remedy.contains { $0.contains("/x.before-step-2") })
        let search = check.judge(examination { $0.searchProblems = ["1 event is not in it"] })
        #expect(search.map(\.outcome) == [.ok, .failure] && search[1].remedy[1].contains("'rebuild'"))
        #expect(check.judge(StorageError(.newerDatabase, "newer", hint: "back")).remedy == ["back"])
    }

    @Test(arguments: [
        ("ActiveState=activating\nSubState=start\nStatusText=bringing the database up", "bringing the database up"),
        ("ActiveState=activating\nSubState=auto-restart", "start it again"),
        ("ActiveState=reloading\nSubState=reload", "settings anew"),
    ])
    func `of a daemon that starts is what it does, and not to start it again`(_ state: String, words: String) throws {
        let unit = UnitState(state)
        for kind in [TransferError.Kind.timeout, .unreachable] {
            let check = DaemonCheck(subject: subject(), unit: unit)
            let found = check.judge(.init(failure: TransferError(kind, "x")))
            #expect(found.map(\.outcome) == [.warning] && found[0].seen.contains(words), "\(found)")
            #expect(!found[0].remedy.contains { $0.contains("restart") })
        }
        let check = DatabaseCheck(subject: subject(), unit: unit, isDeep: false)
        let found = check.judge(examination { $0.step = 1 })
        #expect(found.map(\.outcome) == [.ok, .warning, .ok] && found[1].remedy.isEmpty)
    }

    @Test func `of a daemon is its version, its problems, and which accounts it has`() throws {
        let check = DaemonCheck(subject: subject(), unit: UnitState("ActiveState=active"))
        let health = HealthDocument(status: .ok, version: almanacVersion, activity: "idle", problems: [])
        let account = AccountDocument(
            name: "old", kind: "caldav", url: "https://x/", username: "a", state: "active", problem: "no way",
            problemSince: nil)
        let found = check.judge(.init(health: health, accounts: [account], failure: nil))
        #expect(found.map(\.check) == ["daemon", "daemon", "daemon.settings"])
        #expect(found.map(\.outcome) == [.ok, .warning, .warning] && found[2].seen.contains("removed: old"))
        let other = HealthDocument(status: .degraded, version: "0", activity: "idle", problems: ["disk full"])
        #expect(check.judge(.init(health: other, accounts: nil, failure: nil)).map(\.outcome) == [.warning, .failure])
        #expect(check.judge(.init(failure: TransferError(.timeout, "x"))).map(\.outcome) == [.failure])
        #expect(check.judge(.init(failure: TransferError(.unreachable, "x"))).map(\.outcome) == [.failure])
        let down = DaemonCheck(subject: subject(), unit: nil)
        #expect(down.judge(.init(failure: TransferError(.unreachable, "x"))).map(\.outcome) == [.skipped])
    }
}

// SPDX-License-Identifier: Apache-2.0

import Settings
import Testing

@testable import almanacd

@Suite struct `What the doctor makes of a unit` {
    private static let sandbox = """
        LoadState=loaded
        NoExecPaths=/
        ExecPaths=/usr/bin/almanacd -/usr/lib -/lib
        ProtectHome=yes
        ExecStart={ path=/usr/bin/almanacd ; argv[]=/usr/bin/almanacd ; ignore_errors=no }
        DropInPaths=/etc/a.conf /etc/b.conf
        MainPID=12
        """

    private func subject(_ userID: UInt32 = 0) -> Subject {
        Subject(config: nil, manager: nil, environment: ProcessEnvironment(["HOME": "/nowhere"], userID: userID))
    }

    private func judge(_ state: String, socket: String? = nil) -> [Finding] {
        UnitCheck(
            subject(), service: UnitState("LoadState=loaded\n" + state), socket: socket.map { UnitState($0) }
        ).findings()
    }

    @Test(arguments: [
        ("/usr/bin/almanacd", true), ("/usr/lib/x/y", true), ("/usr/bin/pass", false), ("/usr/library", false),
        ("/opt/pass", false),
    ])
    func `a program may run where the longest path that covers it says so`(path: String, mayRun: Bool) {
        #expect(UnitState(Self.sandbox).mayRun(path) == mayRun)
        #expect(UnitState("LoadState=loaded").mayRun(path))
    }

    @Test func `its properties are read`() {
        let unit = UnitState(Self.sandbox)
        #expect(unit.program == "/usr/bin/almanacd" && unit.mainProcess == 12 && unit.dropIns.count == 2)
        #expect(!unit.maySee("/home/alice/password") && unit.maySee("/etc/password") && unit.maySee("/homes/x"))
        #expect(UnitState("ProtectHome=read-only").maySee("/home/alice/password"))
        #expect(UnitState("MainPID=0").mainProcess == nil && UnitState("User=").isThere == false)
    }

    @Test func `credentials come from its files, and the last word on a name counts`() {
        let files = """
            [Service]
            LoadCredential=account:/etc/almanac/credentials
            LoadCredential=work:/etc/work
            LoadCredentialEncrypted = work:/etc/work.cred
            LoadCredentialEncrypted=sealed:/etc/almanac/credentials.encrypted
            """
        func paths(_ files: String, _ isEncrypted: Bool) -> [String] {
            UnitCredentials(files).files(of: "work").filter { $0.isEncrypted == isEncrypted }.map(\.path)
        }
        #expect(paths(files, false) == ["/etc/almanac/credentials/work"])
        #expect(paths(files, true) == ["/etc/work.cred", "/etc/almanac/credentials.encrypted/work"])
        let others = UnitCredentials(files).files(of: "other")
        #expect(others.map(\.id) == SecretSource.credentialFiles(of: "other").suffix(2))
        #expect(others.map(\.isEncrypted) == [true, false] && others == UnitCredentials.asTheyCome.files(of: "other"))
        let folder = UnitCredentials.asTheyCome.files(of: "account").map(\.path)
        #expect(
            folder == ["/etc/almanac/credentials.encrypted/account", "/etc/almanac/credentials/account"],
            "the folder of that id is no file")
        let reset = files + "\nLoadCredential=\n"
        #expect(paths(reset, false).isEmpty && paths(reset, true).isEmpty)
        let set = "SetCredential=account:none\nSetCredentialEncrypted=work:abc\nImportCredential=work*\n"
        let taken = UnitCredentials(set + "SetCredential=\nImportCredential=\n")
        #expect(taken.defaults.isEmpty && taken.unread("work") == nil)
    }

    /// Of a user with `HOME=/home/a` and nothing else but a runtime folder.
    @Test(arguments: [
        ("LoadCredential=work:%h/.config/work", "/home/a/.config/work", String?.none),
        ("LoadCredential=work:%E/almanac/work", "/home/a/.config/almanac/work", nil),
        ("LoadCredential=work:%t/100%%/%p", "/run/user/7/100%/almanacd", nil),
        ("LoadCredential=work:%d/x", "/run/user/7/credentials/almanacd.service/x", nil),
        ("LoadCredential=work:%S/x", nil, "LoadCredential"), ("LoadCredential=work:/x%", nil, "LoadCredential"),
        ("LoadCredentialEncrypted=work:%T/x", nil, "LoadCredentialEncrypted"),
        ("LoadCredential=work", "/etc/credstore/work", "LoadCredential"),
        ("LoadCredential=work:calendar", "/etc/credstore/calendar", "LoadCredential"),
        ("LoadCredentialEncrypted=work", "/etc/credstore.encrypted/work", "LoadCredentialEncrypted"),
        ("SetCredential=work:pw", nil, "SetCredential"),
        ("SetCredentialEncrypted=work: \\\n  abc", nil, "SetCredentialEncrypted"),
        ("ImportCredential=wo*", nil, "ImportCredential"), ("ImportCredential=account_*", nil, "ImportCredential"),
        ("ImportCredential=x*\nSetCredential=works:pw", nil, nil),
    ])
    func `a credential is found, or it is known that the unit gives it in another way`(
        _ line: String, _ path: String?, _ key: String?
    ) {
        let environment = ProcessEnvironment(["HOME": "/home/a", "XDG_RUNTIME_DIR": "/run/user/7"])
        let credentials = UnitCredentials(line, specifiers: UnitCredentials.specifiers(.user, environment))
        #expect(credentials.files(of: "work").first?.path == path)
        #expect(credentials.unread("work") == key)
    }

    @Test func `its own values are no passwords`() throws {
        let service = UnitCredentials("SetCredential=account:none\nSetCredential=sealed:none\n")
        #expect(service.unread("work") == nil && service.unread("account") == nil)
        #expect(service.defaults == ["account", "sealed"])
    }

    @Test(arguments: [("account_a", true), ("account_a b~", true), ("account_a:b", false), ("sealed_ä", false)])
    func `a credential's name is of ASCII, without a colon`(_ id: String, isName: Bool) {
        #expect(CredentialsCheck.isName(id) == isName)
        #expect(!CredentialsCheck.isName(id + String(repeating: "x", count: 255)))
    }

    @Test(arguments: [
        ("", []), ("A=1 B=2", ["A=1", "B=2"]), (#""A=1 2" B="#, ["A=1 2", "B="]), (#"$'A=1 2' B=3"#, ["A=1 2", "B=3"]),
        (#"$'A=it\'s' "B=\"x\\" C=$D"#, ["A=it's", #"B="x\"#, "C=$D"]),
    ])
    func `its environment is read word by word`(_ text: String, variables: [String]) {
        #expect(UnitState("Environment=\(text)").variables == variables)
    }

    @Test(arguments: [
        ("ActiveState=active\nSubState=running\nUnitFileState=enabled", Finding.Outcome.ok, ""),
        ("ActiveState=active\nSubState=running\nUnitFileState=disabled", .warning, "$ systemctl enable almanacd"),
        ("ActiveState=active\nSubState=running\nUnitFileState=enabled\nNRestarts=3", .warning, "$ journalctl"),
        ("ActiveState=inactive\nSubState=dead\nUnitFileState=enabled", .warning, "$ systemctl enable --now almanacd"),
        ("ActiveState=failed\nSubState=failed\nResult=exit-code\nExecMainStatus=78", .failure, "$ journalctl"),
        ("ActiveState=failed\nSubState=failed\nResult=exit-code\nExecMainStatus=243", .failure, "$ journalctl"),
        ("ActiveState=activating\nSubState=auto-restart\nResult=watchdog", .failure, "$ journalctl"),
    ])
    func `its state has a verdict and a remedy`(_ state: String, outcome: Finding.Outcome, remedy: String) throws {
        let finding = try #require(judge(state).first)
        #expect(finding.outcome == outcome && finding.check == "unit")
        #expect(remedy.isEmpty == finding.remedy.isEmpty && finding.remedy.first?.hasPrefix(remedy) ?? true)
    }

    @Test func `a socket unit that listens starts it, and a failed one is told`() throws {
        let down = "ActiveState=inactive\nSubState=dead\nUnitFileState=enabled"
        let listening = judge(down, socket: "LoadState=loaded\nActiveState=active\nSubState=listening")
        #expect(listening.map(\.outcome) == [.ok, .ok] && listening[1].check == "unit.socket")
        let failed = judge(down, socket: "LoadState=loaded\nActiveState=failed\nSubState=failed\nResult=resources")
        #expect(failed.map(\.outcome) == [.warning, .failure])
        #expect(judge(down, socket: "LoadState=not-found").count == 1)
    }

    @Test(arguments: [
        ("LoadState=not-found", "is not installed"), ("LoadState=masked", "is masked"),
        ("LoadState=bad-setting", "cannot be loaded"),
    ])
    func `one that is not there is a failure`(_ state: String, words: String) throws {
        let finding = try #require(UnitCheck(subject(), service: UnitState(state), socket: nil).findings().first)
        #expect(finding.outcome == .failure && finding.seen.contains(words) && !finding.remedy.isEmpty)
    }

    @Test func `another installation than this one is told`() {
        let unit = UnitState("LoadState=loaded\nActiveState=active\nExecStart={ path=/bin/sh ; argv[]=/bin/sh }")
        for (own, count) in [("/bin/sh", 1), ("/usr/local/bin/almanacd", 2)] {
            let found = UnitCheck(subject(), service: unit, socket: nil, ownProgram: own).findings()
            #expect(found.count == count && found.last?.outcome == (count == 1 ? .ok : .warning))
        }
    }

    @Test func `files that systemd has not read again are told`() throws {
        let found = judge("ActiveState=active\nUnitFileState=enabled\nNeedDaemonReload=yes")
        #expect(found.map(\.outcome) == [.ok, .warning] && found[1].remedy[0] == "$ systemctl daemon-reload")
    }

    @Test func `the system's daemon is root's, and its own a user's`() throws {
        #expect(subject().manager == .system && subject(1000).manager == .user)
        let environment = ProcessEnvironment(["HOME": "/nowhere"], userID: 1000)
        #expect(Subject(config: nil, manager: .system, environment: environment).manager == .system)
        #expect(Subject(config: systemSettingsPath, manager: nil, environment: environment).manager == .system)
        let own = Subject(config: nil, manager: .user, environment: environment)
        #expect(own.databasePath == "/nowhere/.local/state/almanac/calendar.db" && own.systemctl == "systemctl --user")
    }
}

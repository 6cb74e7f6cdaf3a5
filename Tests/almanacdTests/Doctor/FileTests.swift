// SPDX-License-Identifier: Apache-2.0

import CalendarStorage
import Foundation
import Settings
import TestSupport
import Testing

@testable import almanacd

@Suite struct `What the doctor makes of files and disks` {
    private let check = Check("x", "x")

    @Test(arguments: [
        (0, 0o600, Finding.Outcome?.none, ""), (0, 0o640, .failure, "$ sudo chmod go= /x"),
        (0, 0o602, .failure, "$ sudo chmod go= /x"), (4711, 0o600, .failure, "$ sudo chown root: /x"),
    ])
    func `owner and mode are judged`(_ owner: UInt32, _ mode: UInt32, outcome: Finding.Outcome?, remedy: String) {
        let rule = FileRule(owner: 0, forbidden: 0o077, harm: "harm", chmod: "go=")
        let facts = FileFacts(kind: .file, owner: owner, group: 0, mode: mode)
        let finding = rule.judge(facts, "/x", check, subject(.system))
        #expect(finding?.outcome == outcome && (finding?.remedy.first ?? "") == remedy)
        // A user's own files want root only for a new owner.
        let own = rule.judge(facts, "/x", check, subject(.user))?.remedy.first ?? ""
        #expect(own == (remedy.contains("chown") ? remedy : remedy.replacing("sudo ", with: "")))
    }

    private func subject(_ manager: Subject.Manager, config: String? = nil, userID: UInt32 = 1000) -> Subject {
        Subject(
            config: config, manager: manager, environment: ProcessEnvironment(["HOME": "/nowhere"], userID: userID))
    }

    private func settings(_ text: String, in name: String = "doctor") throws -> String {
        let folder = FileManager.default.temporaryDirectory.path + "/\(name)-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try text.write(toFile: folder + "/almanac.toml", atomically: true, encoding: .utf8)
        return folder
    }

    /// What is told is run as it is, but for what asks systemd.
    @Test func `what it tells to type is for the file that it means, whatever that is called`() async throws {
        let folder = try settings("", in: "it's a; folder $HOME")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/calendar.db"
        try "[database]\npath = \"\(path)\"\n".write(
            toFile: folder + "/almanac.toml", atomically: true, encoding: .utf8)
        for suffix in ["", "-wal", ".before-step-2"] {
            try suffix.write(toFile: path + suffix, atomically: true, encoding: .utf8)
        }
        let subject = subject(.user, config: folder + "/almanac.toml", userID: getuid())
        let mode = FileRule(forbidden: 0o077, chmod: "600").judge(
            FileFacts(kind: .file, owner: getuid(), group: 0, mode: 0o644), path, check, subject)
        let damaged = DatabaseCheck(subject: subject, unit: nil, isDeep: false).judge(
            DatabaseExamination(
                holder: .nobody, size: 1, logSize: 0, unused: 0, step: 2, lastStep: 2, events: 0, waitingEdits: 0,
                problems: ["a page"], searchProblems: [], copies: [path + ".before-step-2"]))
        for remedy in (mode?.remedy ?? []) + damaged.flatMap(\.remedy) where !remedy.contains("systemctl") {
            let line = String(try #require(remedy.wholeMatch(of: /\$ (.*)/)).1)
            #expect(try await run("/bin/sh", ["-c", line]).status == 0, "\(remedy)")
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == ".before-step-2")
        #expect(try String(contentsOfFile: path + ".damaged/calendar.db-wal", encoding: .utf8) == "-wal")
        let rest = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
        #expect(rest == ["almanac.toml", "calendar.db", "calendar.db.damaged", "calendar.db.before-step-2"])
    }

    @Test(arguments: [(0o755, 0o755), (0o700, 0o755), (0o775, 0o755), (0o1777, 0o1777)])
    func `a folder that the settings name may be read by others, not written`(_ mode: UInt32, mended: UInt32) throws {
        let folder = try settings("[database]\npath = \"/home/alice/calendar.db\"\n")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let facts = FileFacts(kind: .folder, owner: 4711, group: 0, mode: mode)
        let subject = subject(.system, config: folder + "/almanac.toml")
        let named = PermissionsCheck(
            subject: subject, owner: Owner(user: 1, group: 1), serviceUser: nil, socketPath: "/x")
        let finding = named.stateRule(facts).judge(facts, "/home/alice", check, subject)
        #expect(finding?.remedy == (mode & 0o022 & ~mended != 0 ? ["$ sudo chmod go-w /home/alice"] : nil))
        let usual = PermissionsCheck(subject: self.subject(.user), owner: nil, serviceUser: nil, socketPath: "/x")
        #expect(usual.stateRule(facts).forbidden == 0o077)
    }

    @Test func `root does nothing that a stranger's settings say`() async throws {
        let folder = try settings(
            """
            [[account]]
            name = "work"
            kind = "caldav"
            url = "https://dav.example.org/"
            username = "alice"
            password = { command = ["true"] }
            """)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // Root's own is a stranger's once the folder is.
        if getuid() == 0 { try #require(chown(folder, 4711, 4711) == 0) }
        let subject = subject(.system, config: folder + "/almanac.toml", userID: 0)
        let reason = try #require(subject.refusal)
        #expect(reason.hasSuffix("almanac doctor --config \(folder)/almanac.toml"), "\(reason)")
        let account = try #require(subject.settings?.accounts.first)
        let found = await PasswordCheck(subject: subject, account: account, unit: nil, owner: nil).examine()
        #expect(found.secret == nil && found.findings.map(\.seen) == [reason])
        #expect(self.subject(.system, config: systemSettingsPath, userID: 0).refusal == nil)
        #expect(self.subject(.user, config: folder + "/almanac.toml").refusal == nil)
        #expect(Owner(strangerOnTheWayTo: "/etc/passwd") == nil)
    }

    @Test func `root that may not act as a user does not act as root instead`() {
        guard geteuid() == 0 else {
            #expect(throws: Never.self) { try Owner(user: 1, group: 1).acting {} }
            return
        }
        // No system takes -1 for a user.
        #expect(throws: Owner.Refused.self) {
            try Owner(user: .max, group: .max).acting { Issue.record("it was done as root") }
        }
        #expect(geteuid() == 0)
    }

    private func disk(
        kind: String = "ext4", freeBytes: Int = 1 << 40, freeFiles: Int = 1000, isReadOnly: Bool = false,
        databaseSize: Int = 100 << 20
    ) throws -> Finding {
        let subject = Subject(
            config: nil, manager: nil, environment: ProcessEnvironment(["HOME": "/nowhere"], userID: 0))
        let facts = DiskFacts(
            kind: kind, freeBytes: freeBytes, freeFiles: freeFiles, files: 10_000, isReadOnly: isReadOnly,
            databaseSize: databaseSize)
        return try #require(DiskCheck(subject, facts: facts).findings().first)
    }

    @Test func `a disk has room for three databases, and is one on which locks hold`() throws {
        #expect(try disk().outcome == .ok)
        #expect(try disk(freeBytes: 364 << 20).outcome == .ok)
        #expect(try disk(freeBytes: (364 << 20) - 1).outcome == .warning)
        #expect(try disk(freeFiles: 99).outcome == .warning)
        #expect(try disk(kind: "tmpfs").outcome == .warning)
        #expect(try disk(isReadOnly: true).outcome == .failure)
        for kind in ["nfs", "nfs4", "cifs", "9p", "fuse.sshfs"] { #expect(try disk(kind: kind).outcome == .failure) }
    }

    @Test func `a disk or a database without measure is judged too`() throws {
        #expect(try disk(freeBytes: .max, freeFiles: .max).outcome == .ok)
        #expect(try disk(databaseSize: .max).outcome == .warning)
        #expect(try disk(freeBytes: .max, databaseSize: .max).outcome == .ok)
        for (blocks, size, bytes) in [(Int.max, 4096, Int.max), (1 << 20, 4096, 1 << 32), (0, .max, 0)] {
            #expect(saturated(blocks, times: size) == bytes)
        }
    }

    @Test func `the file system is that of the longest mount point, and of equal ones the last`() {
        let mounts = """
            22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            23 22 0:5 / /var/lib rw shared:2 - xfs /dev/sdb rw
            24 22 0:6 / /var/lib/almanac\\040x rw - nfs4 server:/x rw
            25 22 0:7 / /tmp rw - ext4 /dev/sdc rw
            26 22 0:8 / /tmp rw - tmpfs tmpfs rw
            broken line
            """
        for (path, kind) in [
            ("/", "ext4"), ("/var", "ext4"), ("/var/lib", "xfs"), ("/var/library", "ext4"),
            ("/var/lib/almanac x/y", "nfs4"), ("/tmp/x", "tmpfs"),
        ] {
            #expect(fileSystem(of: path, mounts: mounts) == kind, "\(path)")
        }
        #expect(fileSystem(of: "/", mounts: "") == "")
    }

    @Test(arguments: [(0, "0 bytes"), (1023, "1023 bytes"), (1536, "1.5 KiB"), (20 << 20, "20 MiB")])
    func `bytes are in words`(_ bytes: Int, words: String) { #expect(inWords(bytes: bytes) == words) }
}

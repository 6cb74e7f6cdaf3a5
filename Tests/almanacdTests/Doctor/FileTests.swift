// SPDX-License-Identifier: Apache-2.0

import Settings
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
        let finding = rule.judge(facts, "/x", check, sudo: "sudo ")
        #expect(finding?.outcome == outcome && (finding?.remedy.first ?? "") == remedy)
    }

    private func disk(
        kind: String = "ext4", freeBytes: Int = 1 << 40, freeFiles: Int = 1000, isReadOnly: Bool = false
    ) throws -> Finding {
        let subject = Subject(
            config: nil, manager: nil, environment: ProcessEnvironment(["HOME": "/nowhere"], userID: 0))
        let facts = DiskFacts(
            kind: kind, freeBytes: freeBytes, freeFiles: freeFiles, files: 10_000, isReadOnly: isReadOnly,
            databaseSize: 100 << 20)
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

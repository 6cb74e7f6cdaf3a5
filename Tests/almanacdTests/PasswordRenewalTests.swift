// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import Glibc
import RemoteCalendars
import Settings
import Testing

@testable import almanacd

@Suite struct `A password that is read again` {
    private let folder: String
    private var path: String { "\(folder)/password" }

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/almanac-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func write(_ text: String) throws {
        try #require(
            FileManager.default.createFile(
                atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]))
    }

    @Test func `is new only when it differs from the last one, also from one that was refused`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write("one\n")
        let password = Password(.file(path), hiding: [])
        #expect(await password.renew() == .same)
        #expect(password.reveal() == "one")
        #expect(await password.renew() == .same)
        try write("two\n")
        #expect(await password.renew() == .new)
        #expect(password.reveal() == "two")
        password.wasRefused()
        #expect(password.reveal() == "two", "for the requests under way")
        #expect(await password.renew() == .same)
        password.wasRefused()
        try write("three\n")
        #expect(await password.renew() == .new)
    }

    @Test func `stays what it was where it cannot be read, and the reason names the place alone`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write("one\n")
        let password = Password(.file(path), hiding: [])
        _ = await password.renew()
        try FileManager.default.removeItem(atPath: path)
        let renewal = await password.renew()
        let words = RenewedPassword(account: AccountName("work"), renewal: renewal).words
        #expect(
            words == "account work: its password cannot be read: file \(path) does not exist; "
                + "write the password into it, mode 600")
        #expect(password.reveal() == "one")
    }

    @Test func `is known together with the one before, which a server may still repeat`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write("one\n")
        let password = Password(.file(path), hiding: [])
        try await password.refresh()
        #expect(password.revealAll() == ["one"])
        try write("two\n")
        _ = await password.renew()
        _ = await password.renew()
        #expect(password.revealAll() == ["two", "one"])
        try FileManager.default.removeItem(atPath: path)
        await #expect(throws: SecretProblem.self) { try await password.refresh() }
        #expect(password.reveal() == nil && password.revealAll() == ["two"])
    }

    @Test func `comes from a command that runs once more`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write("one\n")
        let password = Password(.command(["cat", path]), hiding: [])
        try await password.refresh()
        try write("two\n")
        try await password.refresh()
        #expect(password.reveal() == "one", "a run of the account does not ask it again")
        #expect(await password.renew() == .new)
        #expect(password.reveal() == "two")
    }

    /// The first run of the command waits until it is told the password of before; the second has the one of now.
    @Test func `is the one that was asked for last, whichever comes last`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try #require(mkfifo(path, 0o600) == 0)
        let line = """
            if mkdir \(folder)/zeroth 2>/dev/null; then echo before; exit; fi
            if mkdir \(folder)/first 2>/dev/null; then read old <\(path); echo $old; echo $old >\(folder)/said
            else echo new; fi
            """
        let password = Password(.command(["sh", "-c", line]), hiding: [])
        try await password.refresh()
        #expect(password.reveal() == "before")
        password.wasRefused()
        let slow = Task { try await password.refresh() }
        let deadline = ContinuousClock.now + .seconds(60)
        while !FileManager.default.fileExists(atPath: "\(folder)/first") {
            try #require(ContinuousClock.now < deadline, "the command runs")
            try await Task.sleep(for: .milliseconds(5))
        }
        _ = await password.renew()
        #expect(password.reveal() == "new")
        let pipe = try #require(FileHandle(forUpdatingAtPath: path))
        defer { try? pipe.close() }
        try pipe.write(contentsOf: Data("old\n".utf8))
        #expect(try await slow.value, "another than when it was asked for")
        #expect(FileManager.default.fileExists(atPath: "\(folder)/said"), "it was not late")
        #expect(password.reveal() == "new")
    }

    @Test func `is no way out where a process gets its password once`() {
        let refused = RemoteError(
            .unauthorized, scope: .account, retry: .whenSettingsChange, message: "x", hint: RemoteError.correctPassword)
        let system = ProcessEnvironment([:], userID: 998)
        for source in [SecretSource.credential("a"), .variable("A")] {
            #expect(refused.naming(source, system).hint.hasSuffix(", then: systemctl restart almanacd"))
        }
        for source in [SecretSource.file("/a"), .command(["a"])] {
            #expect(refused.naming(source, system).hint.hasSuffix(", then: almanac reload"))
        }
    }
}

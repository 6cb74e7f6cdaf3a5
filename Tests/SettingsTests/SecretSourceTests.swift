// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

@testable import Settings

private let canary = "cAn4ry-Zx82"

/// A folder of its own for each test.
private final class Folder {
    let path = FileManager.default.temporaryDirectory.appending(path: "almanac-\(UUID().uuidString)").path
    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String, _ content: Data, mode: Int = 0o600) throws -> String {
        let file = "\(path)/\(name)"
        try #require(FileManager.default.createFile(atPath: file, contents: content))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }

    func file(_ name: String, _ content: String, mode: Int = 0o600) throws -> String {
        try file(name, Data(content.utf8), mode: mode)
    }
}

private func problem(_ source: SecretSource, _ environment: [String: String] = [:]) -> String? {
    do {
        _ = try source.resolve(ProcessEnvironment(environment))
        return nil
    } catch {
        #expect(!"\(error)".contains(canary))
        return "\(error)"
    }
}

@Suite struct `A password in a file` {
    @Test(arguments: ["", "\n", "\r\n"])
    func `is read without its line end`(_ end: String) throws {
        let folder = try Folder()
        let path = try folder.file("p", "pä ss\(end)")
        #expect(try SecretSource.file(path).resolve().reveal() == "pä ss")
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o602, 0o644])
    func `is refused while others may read or write it`(_ mode: Int) throws {
        let folder = try Folder()
        let path = try folder.file("p", canary, mode: mode)
        #expect(problem(.file(path)) == "file \(path) may be read or written by others; chmod 600 \(path)")
    }

    @Test func `may be reached by a link, and is never a device`() throws {
        let folder = try Folder()
        let path = try folder.file("p", "linked")
        try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/l", withDestinationPath: path)
        #expect(try SecretSource.file("\(folder.path)/l").resolve().reveal() == "linked")
        for device in ["/dev/zero", "/dev/tty", "/dev/stdin"] {
            #expect(problem(.file(device)) != nil, "\(device)")
        }
    }

    @Test(arguments: [
        ("", "is empty; put the password there, and nothing else"),
        ("\n", "is empty; put the password there, and nothing else"),
        ("\(canary)\nurl: x\n", "holds more than one line; leave only the password, on the first line"),
    ])
    func `is refused when it is none`(_ content: String, _ message: String) throws {
        let folder = try Folder()
        let path = try folder.file("p", content)
        #expect(problem(.file(path)) == "file \(path) \(message)")
    }

    @Test func `is refused when it is not text, too long, a pipe, a folder, or not there`() throws {
        let folder = try Folder()
        let binary = try folder.file("binary", Data([0x70, 0xff]))
        #expect(problem(.file(binary)) == "file \(binary) is not UTF-8 text; save the password as UTF-8")
        let long = try folder.file("long", String(repeating: "x", count: longestSecret + 1))
        #expect(problem(.file(long))?.contains("is larger than 16384 bytes") == true)
        let pipe = "\(folder.path)/pipe"
        try #require(mkfifo(pipe, 0o600) == 0)
        #expect(problem(.file(pipe))?.contains("is not a file") == true)
        #expect(problem(.file(folder.path))?.contains("is not a file") == true)
        let none = "\(folder.path)/none"
        #expect(problem(.file(none)) == "file \(none) does not exist; write the password into it, mode 600")
    }
}

@Suite struct `A password that systemd hands over` {
    @Test func `is read by its name, then from the folder of the accounts`() throws {
        let folder = try Folder()
        _ = try folder.file("work", "one\n", mode: 0o440)
        _ = try folder.file("account_work", "two")
        _ = try folder.file("account_home", "three")
        _ = try folder.file("account_both", "four")
        _ = try folder.file("sealed_both", "five", mode: 0o400)
        let environment = ProcessEnvironment(["CREDENTIALS_DIRECTORY": folder.path])
        #expect(try SecretSource.credential("work").resolve(environment).reveal() == "one")
        #expect(try SecretSource.credential("home").resolve(environment).reveal() == "three")
        #expect(try SecretSource.credential("both").resolve(environment).reveal() == "five")
        #expect(
            problem(.credential("other"), ["CREDENTIALS_DIRECTORY": folder.path])
                == "credential \"other\" was not given to this service; put it into /etc/almanac/credentials/other, then: systemctl restart almanacd"
        )
    }

    /// The unit gives files of these ids, which hold `none`, where its folders are not there.
    @Test(arguments: ["account", "sealed"])
    func `is in no file that is called as one of the unit's folders`(_ name: String) throws {
        let folder = try Folder()
        let environment = ProcessEnvironment(["CREDENTIALS_DIRECTORY": folder.path])
        _ = try folder.file(name, "none")
        #expect(problem(.credential(name), ["CREDENTIALS_DIRECTORY": folder.path])?.contains("was not given") == true)
        _ = try folder.file("account_\(name)", "one")
        #expect(try SecretSource.credential(name).resolve(environment).reveal() == "one")
        _ = try folder.file("sealed_\(name)", "two")
        #expect(try SecretSource.credential(name).resolve(environment).reveal() == "two")
    }

    private static let system = "then: systemctl restart almanacd"
    private static let users = "then: systemctl --user restart almanacd"

    @Test(arguments: [
        (998, "work", "put the right one into the file that LoadCredential=work names, \(system)"),
        (
            998, "sealed_work",
            "systemd-ask-password -n | systemd-creds encrypt --name=sealed_work - /etc/almanac/credentials.encrypted/work, "
                + system
        ),
        (998, "account_work", "put the right one into /etc/almanac/credentials/work, \(system)"),
        (998, "", "put it into /etc/almanac/credentials/work, \(system)"),
        (1000, "work", "put the right one into the file that LoadCredential=work names, \(users)"),
        (
            1000, "sealed_work",
            "encrypt the right one with --name=sealed_work into the folder that LoadCredentialEncrypted=sealed names, "
                + users
        ),
        (1000, "account_work", "put the right one into the folder that LoadCredential=account names, \(users)"),
        (
            1000, "",
            "put [Service] LoadCredential=work:FILE into a drop-in (systemctl --user edit almanacd), \(users)"
        ),
    ])
    func `is put right where it comes from`(user: UInt32, file: String, remedy: String) throws {
        let folder = try Folder()
        var variables = ["CREDENTIALS_DIRECTORY": folder.path]
        if user == 1000 { variables["XDG_RUNTIME_DIR"] = "/run/user/1000" }
        let environment = ProcessEnvironment(variables, userID: user)
        if file.isEmpty {
            #expect(throws: SecretProblem.self) { try SecretSource.credential("work").resolve(environment) }
        } else {
            _ = try folder.file(file, "wrong")
            if file == "sealed_work" { _ = try folder.file("account_work", "not read") }
        }
        #expect(SecretSource.credential("work").remedy(environment) == remedy)
    }

    /// A user's unit loads none by itself, and then systemd makes no folder.
    @Test func `needs a drop-in in a user's daemon`() throws {
        let variables = ["XDG_RUNTIME_DIR": "/run/user/1000"]
        let words = try #require(problem(.credential("work"), variables))
        let dropIn = "LoadCredential=work:FILE into a drop-in (systemctl --user edit almanacd)"
        #expect(words.hasSuffix("\(dropIn), \(Self.users)"))
    }

    @Test func `needs systemd`() {
        #expect(problem(.credential("work"))?.hasPrefix("credential \"work\" needs systemd") == true)
    }
}

@Suite struct `A password in a variable` {
    @Test func `is read`() throws {
        #expect(try SecretSource.variable("P").resolve(ProcessEnvironment(["P": "x"])).reveal() == "x")
        #expect(problem(.variable("P")) == "variable $P is not set, or empty; give P to almanacd's environment")
    }
}

@Suite struct `A password that a command prints` {
    @Test func `is read, with no shell in between`() async throws {
        let source = SecretSource.command(["printf", "%s\n", "$HOME; \"x\""])
        #expect(try source.resolve().reveal() == "$HOME; \"x\"")
        #expect(try await source.resolveAside().reveal() == "$HOME; \"x\"")
    }

    @Test(arguments: [
        (["false"], "failed with exit status 1"),
        (["sh", "-c", "echo \(canary); echo \(canary) >&2; exit 3"], "failed with exit status 3"),
        (["sh", "-c", "kill -9 $$"], "was ended by signal 9"),
        (["/no/such/program"], "cannot be run: No such file or directory"),
        (["cat"], "is empty"),  // its standard input is
        (["echo", "\(canary)\n\(canary)"], "holds more than one line"),
        (["yes", canary], "printed more than 16384 bytes"),
    ])
    func `is refused, and nothing of it is said`(_ command: [String], _ reason: String) {
        #expect(problem(.command(command))?.hasPrefix("command \"\(command[0])\" \(reason);") == true)
    }

    @Test(arguments: [
        ["sleep", "600"], ["sh", "-c", "sleep 600 & exec >&-; wait"], ["sh", "-c", "sleep 600 & wait"],
    ])
    func `is waited for until its time is over, and then ended with all it started`(_ command: [String]) throws {
        let source = SecretSource.command(command)
        let start = ContinuousClock.now
        #expect(throws: SecretProblem.self) { try source.runSecretCommand(command, limit: .milliseconds(100)) }
        #expect(ContinuousClock.now - start < .seconds(120))
    }

    @Test func `gets no signals blocked, and not what systemd gave us`() throws {
        let mask = try SecretSource.command(["sh", "-c", "grep SigBlk /proc/self/status | tr -d '\\t\\n'"]).resolve()
        #expect(mask.reveal() == "SigBlk:0000000000000000")
        let variables = [
            "A=1", "NOTIFY_SOCKET=/x", "WATCHDOG_USEC=1", "LISTEN_FDS=1", "CREDENTIALS_DIRECTORY=/x", "PATH=/bin",
        ]
        #expect(variablesForPrograms(variables) == ["A=1", "PATH=/bin"])
        #expect(variablesForPrograms(["A=1", "AB=2", "B=A="], hiding: ["A"]) == ["AB=2", "B=A="])
    }

    @Test func `does not see the variables that hold other accounts' passwords`() async throws {
        let text = """
            [[account]]
            name = "a"
            kind = "caldav"
            url = "https://a.example.org/"
            username = "alice"
            password = { env = "PATH" }

            """
        let hidden = try parseSettings(text, defaults: .system).secretVariables
        #expect(hidden == ["PATH"])
        let source = SecretSource.command(["/usr/bin/env", "-0"])
        let shown = try source.runSecretCommand(["/usr/bin/env"], limit: .seconds(60), hiding: hidden)
        let lines = String(decoding: shown, as: UTF8.self).split(separator: "\n")
        #expect(!lines.contains { $0.hasPrefix("PATH=") }, "\(lines.map { $0.prefix { $0 != "=" } })")
        let asking = SecretSource.command(["/bin/sh", "-c", "/usr/bin/printenv PATH || echo none"])
        #expect(try await asking.resolveAside().reveal() != "none")
        #expect(try await asking.resolveAside(hiding: hidden).reveal() == "none")
    }

    @Test func `is ended with all it started when nobody waits for it any more`() async throws {
        let folder = try Folder()
        defer { withExtendedLifetime(folder) {} }
        let file = "\(folder.path)/processes"
        let command = ["sh", "-c", "sleep 600 & echo $$ $! > \(file).new; mv \(file).new \(file); wait"]
        let waiting = Task { try? await SecretSource.command(command).resolveAside() }
        for _ in 0..<12_000 where !FileManager.default.fileExists(atPath: file) {
            try await Task.sleep(for: .milliseconds(5))
        }
        let processes = try String(contentsOfFile: file, encoding: .utf8).split { !$0.isNumber }.compactMap {
            pid_t($0)
        }
        #expect(processes.count == 2)
        let start = ContinuousClock.now
        waiting.cancel()
        #expect(await waiting.value == nil)
        while processes.contains(where: isRunning), ContinuousClock.now - start < .seconds(8) {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(!processes.contains(where: isRunning), "and not for its ten seconds")
    }

    /// One that is ended may still wait for whoever has to reap it.
    private func isRunning(_ process: pid_t) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
        return !status.contains(") Z ")
    }

    /// As an agent that a password manager starts.
    @Test(arguments: ["echo \(canary); sleep 600 &", "setsid sh -c 'exec sleep 600' & echo \(canary)"])
    func `is there once it ends, though it leaves a daemon behind that keeps the pipe`(_ line: String) throws {
        let source = SecretSource.command(["sh", "-c", line])
        let start = ContinuousClock.now
        let bytes = try source.runSecretCommand(["sh", "-c", line], limit: .seconds(300))
        #expect(String(decoding: bytes, as: UTF8.self) == "\(canary)\n")
        #expect(ContinuousClock.now - start < .seconds(200))
    }

    /// A signal to the group that it began in does not reach it.
    @Test func `is waited for no longer than its time when it left its process group`() throws {
        let proof = FileManager.default.temporaryDirectory.path + "/almanac-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: proof) }
        let line =
            "import os, time; os.setpgid(0, os.getpgid(os.getppid())); open('\(proof)', 'w'); time.sleep(600)"
        let start = ContinuousClock.now
        #expect(throws: SecretProblem.self) {
            try SecretSource.command([]).runSecretCommand(["python3", "-c", line], limit: .seconds(10))
        }
        #expect(ContinuousClock.now - start < .seconds(200))
        #expect(FileManager.default.fileExists(atPath: proof), "it left the group")
    }

    @Test func `gets no file of ours, also none that is not close-on-exec`() throws {
        let file = dup(0)
        defer { close(file) }
        try #require(file >= 3 && fcntl(file, F_GETFD) == 0)
        let own = try SecretSource.command([]).runSecretCommand(["ls", "/proc/self/fd"], limit: .seconds(60))
        #expect(String(decoding: own, as: UTF8.self) == "0\n1\n2\n3\n", "the last is the folder itself")
    }
}

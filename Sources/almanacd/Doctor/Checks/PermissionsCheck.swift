// SPDX-License-Identifier: Apache-2.0

import ControlServer
import Glibc
import Settings

/// Whether the daemon may use its files, and nobody else.
struct PermissionsCheck {
    let subject: Subject
    /// `nil`: it is not known who runs the daemon.
    let owner: Owner?
    /// As the unit says; the daemon's socket is its own, where it is no socket unit's.
    let serviceUser: String?
    /// Where the daemon is reached.
    let socketPath: String

    func findings() -> [Finding] {
        [user].compactMap { $0 } + [settingsFile].compactMap { $0 } + credentialFiles + [state, database, runtime]
    }

    private var user: Finding? {
        guard subject.manager == .system, subject.isOfTheUnit, owner == nil else { return nil }
        let name = serviceUser ?? "almanac"
        return Check("permissions.user", "user").failure(
            "there is no user \(name)", "The system's service cannot be started.", "$ \(subject.sudo)systemd-sysusers")
    }

    private var settingsFile: Finding? {
        let check = Check("permissions.settings", "settings file")
        guard let path = subject.settingsPath else { return nil }
        switch FileFacts.of(path) {
        case .missing: return nil
        case .hidden(let number): return check.skipped("\(path) cannot be seen: \(words(number))")
        case .there(let facts): return judge(facts, path, check)
        }
    }

    private func judge(_ facts: FileFacts, _ path: String, _ check: Check) -> Finding {
        let rule = FileRule(
            forbidden: 0o022, harm: "Whoever may write it can have programs run, and send the passwords elsewhere.",
            chmod: "go-w")
        if let finding = rule.judge(facts, path, check, subject) { return finding }
        guard let owner, subject.isOfTheUnit else { return check.ok("\(path): \(facts.words)") }
        guard facts.owner == 0 || facts.owner == owner.user else {
            return check.failure(
                "\(path) belongs to \(userName(facts.owner) ?? String(facts.owner))",
                "That user decides what the daemon runs, and where the passwords go.",
                "$ \(subject.sudo)chown root: \(shellQuoted(path))")
        }
        let isReadable =
            facts.mode & 0o004 != 0 || facts.owner == owner.user && facts.mode & 0o400 != 0
            || facts.group == owner.group && facts.mode & 0o040 != 0
        guard isReadable else {
            return check.failure(
                "\(path): \(facts.words)", "The daemon cannot read it.",
                "$ \(subject.fileSudo)chmod a+r \(shellQuoted(path))")
        }
        return check.ok("\(path): \(facts.words)")
    }

    /// Only root may look into the folders.
    private var credentialFiles: [Finding] {
        let check = Check("permissions.credentials", "credential files")
        let folder = "/etc/almanac/credentials"
        guard subject.manager == .system, subject.isOfTheUnit else { return [] }
        guard subject.isRoot else { return [check.skipped("only root may look into \(folder)")] }
        let found =
            credentials(
                in: folder,
                FileRule(owner: 0, forbidden: 0o077, harm: "Others can get at the passwords.", chmod: "go="), check)
            + credentials(
                in: "\(folder).encrypted",
                FileRule(owner: 0, forbidden: 0o022, harm: "Others can replace the passwords.", chmod: "go-w"), check)
        return found.isEmpty ? [check.ok("there is no \(folder), and so there are none")] : found
    }

    func credentials(in folder: String, _ rule: FileRule, _ check: Check) -> [Finding] {
        guard case .there(let facts) = FileFacts.of(folder) else { return [] }
        let files = entries(of: folder)
        let found = ([folder] + files.map { "\(folder)/\($0)" }).compactMap { path -> Finding? in
            guard case .there(let facts) = FileFacts.of(path) else { return nil }
            return rule.judge(facts, path, check, subject)
        }
        return found.isEmpty ? [check.ok("\(folder): \(facts.words); \(files.count) in it, for root alone")] : found
    }

    private var folder: String { folderName(of: subject.databasePath) }

    private var state: Finding {
        let check = Check("permissions.state", "state folder")
        switch FileFacts.of(folder) {
        case .missing: return check.skipped("\(folder) is not there yet; the daemon makes it")
        case .hidden(let number): return check.skipped("\(folder) cannot be seen: \(words(number))")
        case .there(let facts):
            return stateRule(facts).judge(facts, folder, check, subject) ?? check.ok("\(folder): \(facts.words)")
        }
    }

    /// The default folder is the daemon's alone. One that the settings name may be a home, or hold other things: there
    /// nobody else may put files in the place of the daemon's, which a sticky bit prevents as well.
    func stateRule(_ facts: FileFacts) -> FileRule {
        guard folder == folderName(of: subject.defaults.databasePath) else {
            return FileRule(
                forbidden: facts.mode & 0o1000 == 0 ? 0o022 : 0,
                harm: "Others can put theirs in place of the calendars.",
                chmod: "go-w")
        }
        return FileRule(
            owner: owner?.user, forbidden: subject.isOfTheUnit ? 0o077 : 0o022,
            harm: "Others can get at the calendars.", chmod: "go=")
    }

    /// The database with its log, its index and its lock: all are one person's.
    private var database: Finding {
        let check = Check("permissions.database", "database files")
        let path = subject.databasePath
        switch FileFacts.of(path) {
        case .missing: return check.skipped("\(path) is not there yet; the daemon makes it")
        case .hidden(let number): return check.skipped("\(path) cannot be seen: \(words(number))")
        case .there(let facts):
            let rule = FileRule(
                owner: owner?.user ?? Owner(of: folder)?.user, forbidden: 0o077, harm: "Others can read the calendars.",
                chmod: "600")
            for file in [path, path + "-wal", path + "-shm", path + ".lock"] {
                guard case .there(let facts) = FileFacts.of(file) else { continue }
                if let finding = rule.judge(facts, file, check, subject) { return finding }
            }
            return check.ok("\(path): \(facts.words), and so are those beside it")
        }
    }

    private var runtime: Finding {
        let check = Check("permissions.socket", "control socket")
        let path = socketPath
        switch FileFacts.of(path) {
        case .missing: return check.skipped("\(path) is not there; it is while the daemon runs")
        case .hidden(let number):
            return check.warning(
                "\(path) cannot be seen: \(words(number))", "You cannot talk to the daemon.",
                subject.joining(path), "log in again")
        case .there(let facts) where facts.kind != .socket:
            return check.failure("\(path) is no socket", nil, "$ \(subject.fileSudo)rm \(shellQuoted(path))")
        case .there(let facts):
            let rule = FileRule(
                forbidden: subject.manager == .system ? 0o007 : 0o077,
                harm: "Others can read and change the calendars.",
                chmod: subject.manager == .system ? "660" : "600")
            return rule.judge(facts, path, check, subject) ?? group(facts, path, check)
        }
    }

    /// Members of the service's group may talk to it.
    private func group(_ facts: FileFacts, _ path: String, _ check: Check) -> Finding {
        guard subject.manager == .system, subject.isOfTheUnit, let owner, facts.group != owner.group else {
            return check.ok("\(path): \(facts.words)")
        }
        let name = groupName(owner.group) ?? String(owner.group)
        return check.warning(
            "\(path): \(facts.words)", "Members of the group \(name) cannot talk to the daemon.",
            "$ \(subject.commands.restart)")
    }

    private func words(_ number: Int32) -> String { String(cString: strerror(number)) }
}

func folderName(of path: String) -> String {
    let folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
    return folder.isEmpty ? "/" : String(folder)
}

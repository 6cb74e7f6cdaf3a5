// SPDX-License-Identifier: Apache-2.0

import CalendarStorage
import Glibc
import Settings

/// The database and its search index, looked at without a change.
struct DatabaseCheck {
    let subject: Subject
    let unit: UnitState?
    let isDeep: Bool

    private var check: Check { Check("database", "database") }
    private var path: String { subject.databasePath }
    private var stop: String { "$ \(subject.systemctl) stop almanacd" }

    /// What goes before a command that makes something beside the database: what is root's, the daemon could not use.
    private var asOwner: String {
        guard let owner = Owner(of: path), owner.user != subject.environment.userID else { return "" }
        return "\(subject.sudo)runuser --user \(userName(owner.user) ?? String(owner.user)) -- "
    }

    /// With the rights of the database's owner: what root made beside it, the daemon could not open.
    func findings() async -> [Finding] {
        switch FileFacts.of(path) {
        case .missing: return [check.skipped("\(path) is not there yet; the daemon makes it")]
        case .hidden: return [check.skipped("only its owner may see \(path); type: sudo almanac doctor")]
        case .there: break
        }
        guard let owner = Owner(of: path) else { return [check.skipped("\(path) cannot be seen")] }
        guard subject.isRoot || owner.user == subject.environment.userID else {
            return [
                check.skipped(
                    "\(path) belongs to \(userName(owner.user) ?? String(owner.user)); type: sudo almanac doctor")
            ]
        }
        if owner.user == 0, let reason = subject.refusal { return [check.skipped(reason)] }
        let (path, isDeep) = (path, isDeep)
        let result = await aside {
            Result { try owner.acting { try examineDatabase(path, isThorough: isDeep) } }
        }
        switch result {
        case .success(let found): return judge(found)
        case .failure(let error as StorageError): return [judge(error)]
        case .failure(let error as Owner.Refused): return [check.skipped("\(error)")]
        case .failure(let error): return [check.failure("\(path): \(error)")]
        case nil: return [check.skipped("the system has no thread left")]
        }
    }

    func judge(_ error: StorageError) -> Finding {
        switch error.kind {
        case .corrupt: damaged([error.message], [])
        case .newerDatabase, .notAlmanac:
            check.failure(error.message, "almanacd does not start with it.", error.hint ?? "")
        default: check.failure("\(path): \(error.message)", nil, error.hint ?? "")
        }
    }

    func judge(_ found: DatabaseExamination) -> [Finding] {
        guard found.step > 0 else { return [check.ok("\(path) is empty; the daemon fills it")] }
        guard found.problems.isEmpty else { return [damaged(found.problems, found.copies)] }
        let words = [
            "\(path): \(inWords(bytes: found.size)) (\(inWords(bytes: found.unused)) unused)",
            "\(found.events) events, \(found.waitingEdits) edits wait", holder(found),
            isDeep ? "all of it compared" : "pages and rows are sound",
        ].joined(separator: "; ")
        return [check.ok(words)] + version(found) + log(found) + copies(found) + search(found)
    }

    private func holder(_ found: DatabaseExamination) -> String {
        switch found.holder {
        case .nobody: "nobody has it open"
        case .unknown(let reason): "who has it open is not known (\(reason))"
        case .process(let id): "process \(id.map { String($0) } ?? "unknown") has it open"
        }
    }

    private func damaged(_ problems: [String], _ copies: [String]) -> Finding {
        // A log that stays would be applied to what takes its place; it lies beside what a symbolic link leads to.
        let file = realPath(path) ?? path
        let beside: [String] = ["", "-wal", "-shm"].map { "\(file)\($0)" }
        let files = beside.filter { access($0, F_OK) == 0 }.map(shellQuoted).joined(separator: " ")
        let aside = shellQuoted("\(file).damaged")
        let next =
            copies.last.map { "$ \(asOwner)cp --archive \(shellQuoted($0)) \(shellQuoted(file))" }
            ?? "what the servers have is fetched anew; edits that wait are only in the damaged one"
        return check.failure(
            "\(path) is damaged: \(problems.prefix(3).joined(separator: "; "))", "What it says cannot be relied on.",
            stop, "$ \(asOwner)mkdir --mode 700 \(aside)", "$ \(asOwner)mv \(files) \(aside)/", next,
            "$ \(subject.systemctl) start almanacd")
    }

    private func version(_ found: DatabaseExamination) -> [Finding] {
        guard found.step < found.lastStep else { return [] }
        let isStarting = unit?.isStarting == true && subject.isOfTheUnit
        return [
            check.warning(
                "it is of an older version (step \(found.step) of \(found.lastStep))",
                isStarting
                    ? "The daemon is starting, and brings it up." : "The next start brings it up, with a copy aside.",
                isStarting ? "" : "$ \(subject.commands.restart)")
        ]
    }

    private func log(_ found: DatabaseExamination) -> [Finding] {
        guard found.logSize > max(64 << 20, found.size) else { return [] }
        return [
            check.warning(
                "its log is \(inWords(bytes: found.logSize))",
                "Another program reads for so long that it cannot be emptied.",
                "$ \(subject.fileSudo)fuser --verbose \(shellQuoted(path))")
        ]
    }

    private func copies(_ found: DatabaseExamination) -> [Finding] {
        guard !found.copies.isEmpty else { return [] }
        let check = Check("database.copies", "copies")
        return [
            check.ok(
                "of before a migration, no longer needed once all is well: \(found.copies.joined(separator: ", "))")
        ]
    }

    private func search(_ found: DatabaseExamination) -> [Finding] {
        let check = Check("database.search", "search index")
        guard !found.searchProblems.isEmpty else {
            return [check.ok(isDeep ? "it holds what the events say" : "it has each event")]
        }
        return [
            check.failure(
                found.searchProblems.joined(separator: "; "),
                "Searches miss events, or find what is gone; nothing is lost.",
                stop,
                "$ \(asOwner)sqlite3 \(shellQuoted(path)) \"INSERT INTO events_fts (events_fts) VALUES ('rebuild')\"",
                "$ \(subject.systemctl) start almanacd")
        ]
    }
}

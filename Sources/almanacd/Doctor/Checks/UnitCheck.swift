// SPDX-License-Identifier: Apache-2.0

import Glibc
import Settings

/// The unit that runs the daemon, its socket unit, and what a user's needs to run without a login.
struct UnitCheck {
    let subject: Subject
    /// `nil`: systemd does not run here, or does not answer.
    let service: UnitState?
    let socket: UnitState?
    /// The file that this process runs; `nil` without `/proc`.
    private let ownProgram: String?

    private var check: Check { Check("unit", "unit almanacd.service") }
    private var journal: String { "$ \(subject.commands.journal) --lines 20 --no-pager" }

    /// Asks the manager of the daemon.
    init(_ subject: Subject) async {
        self.subject = subject
        ownProgram = readLink("/proc/self/exe")
        guard access("/run/systemd/system", F_OK) == 0 else {
            (service, socket) = (nil, nil)
            return
        }
        service = await Self.state(of: "almanacd.service", subject)
        socket = await Self.state(of: "almanacd.socket", subject)
    }

    init(_ subject: Subject, service: UnitState?, socket: UnitState?, ownProgram: String? = nil) {
        (self.subject, self.service, self.socket, self.ownProgram) = (subject, service, socket, ownProgram)
    }

    private static func state(of unit: String, _ subject: Subject) async -> UnitState? {
        let manager = subject.manager == .user ? ["--user"] : []
        let properties = "--property=" + UnitState.asked.joined(separator: ",")
        guard let state = await output(of: ["systemctl"] + manager + ["show", unit, properties]) else { return nil }
        let files = await output(of: ["systemctl"] + manager + ["cat", unit]) ?? ""
        return UnitState(
            state,
            credentials: UnitCredentials(
                files, specifiers: UnitCredentials.specifiers(subject.manager, subject.environment)))
    }

    func findings() -> [Finding] {
        guard let service else { return [check.skipped(absenceOfSystemd)] }
        guard service.isThere else { return [notThere(service)] }
        return [state(service)] + differences(service) + socketFindings + linger
    }

    private var absenceOfSystemd: String {
        guard access("/run/systemd/system", F_OK) == 0 else { return "this system was not booted with systemd" }
        return subject.manager == .user
            ? "the user's systemd does not answer; it needs a login, or $XDG_RUNTIME_DIR" : "systemd does not answer"
    }

    private func notThere(_ service: UnitState) -> Finding {
        if service["LoadState"] == "masked" {
            return check.failure(
                "is masked, and so cannot be started", nil, "$ \(subject.systemctl) unmask almanacd")
        }
        guard service["LoadState"] == "not-found" else {
            return check.failure(
                "cannot be loaded (\(service["LoadState"] ?? "no answer"))", nil,
                "$ systemd-analyze \(subject.manager == .user ? "--user " : "")verify almanacd.service")
        }
        return check.failure(
            "is not installed", "Nothing starts almanacd.", "$ \(subject.sudo)make install",
            "$ \(subject.systemctl) daemon-reload")
    }

    private func state(_ service: UnitState) -> Finding {
        let enabled = service["UnitFileState"] ?? "not enabled"
        let dropIns = service.dropIns.isEmpty ? "" : "; drop-ins: \(service.dropIns.joined(separator: ", "))"
        let words = "\(service["ActiveState"] ?? "unknown") (\(service["SubState"] ?? "unknown")), \(enabled)\(dropIns)"
        if service["ActiveState"] == "failed" || service["SubState"] == "auto-restart" { return failed(service, words) }
        if service.isActive, service.restarts > 0 {
            return check.warning(
                "\(words); started again \(service.restarts) times since somebody started it",
                "Something ends it now and then.", journal)
        }
        if service.isActive || service["ActiveState"] == "activating" {
            guard enabled == "disabled" else { return check.ok(words) }
            return check.warning(
                words, "It runs, and will not after the next boot.", "$ \(subject.systemctl) enable almanacd")
        }
        // systemd starts it with the first connection.
        if socket?.isActive == true { return check.ok("\(words); almanacd.socket starts it") }
        return check.warning(
            words, "Nothing syncs until it is started.", "$ \(subject.systemctl) enable --now almanacd")
    }

    private func failed(_ service: UnitState, _ words: String) -> Finding {
        let status = service["ExecMainStatus"] ?? "unknown"
        let result = service["Result"] ?? "unknown"
        let why =
            switch (result, status) {
            case ("exit-code", "78"): "The settings are wrong; after that systemd does not try again."
            case ("exit-code", "75"): "Another almanacd holds the database."
            case ("exit-code", "243"): "systemd cannot give it its credentials; as root, the doctor names the file."
            case ("watchdog", _): "It hung, and the watchdog ended it."
            case ("oom-kill", _): "It was ended for want of memory."
            case ("start-limit-hit", _): "It failed so often that systemd does not try again."
            default: "It failed."
            }
        return check.failure(
            "\(words); result \(result), exit status \(status), \(service.restarts) restarts", why, journal,
            "$ \(subject.systemctl) reset-failed almanacd", "$ \(subject.systemctl) start almanacd")
    }

    private func differences(_ service: UnitState) -> [Finding] {
        var found: [Finding] = []
        if service["NeedDaemonReload"] == "yes" {
            found.append(
                check.warning(
                    "its files have changed since systemd read them", "The old ones are in force.",
                    "$ \(subject.systemctl) daemon-reload",
                    service.isStarting ? "" : "$ \(subject.commands.restart)"))
        }
        if let program = service.program, access(program, X_OK) != 0 {
            found.append(
                check.failure(
                    "it runs \(program), which is no program", nil, "$ \(subject.sudo)make install",
                    "$ \(subject.systemctl) daemon-reload"))
        } else if let program = service.program, let ownProgram, program != ownProgram {
            found.append(
                check.warning(
                    "it runs \(program), and this is \(ownProgram)", "There are two installations.",
                    "remove one of them, or examine that one:", "$ \(program) doctor"))
        }
        return found
    }

    private var socketFindings: [Finding] {
        let check = Check("unit.socket", "unit almanacd.socket")
        guard let socket, socket.isThere else { return [] }
        let words = "\(socket["ActiveState"] ?? "unknown") (\(socket["SubState"] ?? "unknown"))"
        if socket["ActiveState"] == "failed" {
            return [
                check.failure(
                    "\(words), result \(socket["Result"] ?? "unknown")", "Clients find no socket.",
                    "$ \(subject.systemctl) reset-failed almanacd.socket",
                    "$ \(subject.systemctl) restart almanacd.socket"
                )
            ]
        }
        if subject.settings != nil, let path = socket.listening(for: subject), path != subject.socketPath {
            return [
                check.warning(
                    "\(words), at \(path), and the settings name \(subject.socketPath)",
                    "Programs reach the daemon at the first.",
                    "write into the settings: [control] socket = \"\(path)\"")
            ]
        }
        return [check.ok("\(words), \(socket["UnitFileState"] ?? "not enabled")")]
    }

    /// Without it a user's daemon ends with the last session.
    private var linger: [Finding] {
        let check = Check("unit.linger", "linger")
        guard subject.manager == .user, let name = userName(subject.environment.userID) else { return [] }
        if access("/var/lib/systemd/linger/\(name)", F_OK) == 0 {
            return [check.ok("almanacd runs also while \(name) is not logged in")]
        }
        return [
            check.warning(
                "almanacd runs only while \(name) is logged in", "Nothing syncs otherwise.", "$ loginctl enable-linger")
        ]
    }
}

/// Where a symbolic link leads; `nil`: it is none.
func readLink(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &buffer, buffer.count)
    guard count > 0 else { return nil }
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// The name of a user; `nil`: there is none of that number.
func userName(_ id: UInt32) -> String? {
    var entry = passwd()
    var buffer = [CChar](repeating: 0, count: 4096)
    var found: UnsafeMutablePointer<passwd>?
    guard getpwuid_r(id, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
    return entry.pw_name.map { String(cString: $0) }
}

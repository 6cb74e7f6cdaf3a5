// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Glibc
import Settings

/// Whether an account's password can be had now, by the daemon too.
struct PasswordCheck {
    let subject: Subject
    let account: AccountSettings
    let unit: UnitState?
    let owner: Owner?

    private var check: Check { Check("password", "password", account: account.name.rawValue) }
    private var hidden: Set<String> { subject.settings?.secretVariables ?? [] }

    /// The password, where it could be had; never printed.
    func examine() async -> (secret: Secret?, findings: [Finding]) {
        if let reason = subject.refusal { return (nil, [check.skipped(reason)]) }
        switch account.password {
        case .credential(let name) where subject.environment["CREDENTIALS_DIRECTORY"] == nil:
            return await credential(name)
        case .file(let path): return await file(path)
        case .command(let arguments): return await command(arguments)
        case .variable(let name): return await variable(name)
        case .credential: return await resolve(account.password)
        }
    }

    private func resolve(_ source: SecretSource, _ words: String? = nil) async -> (Secret?, [Finding]) {
        do {
            let secret = try await source.resolveAside(subject.environment, hiding: hidden)
            return (secret, [check.ok("\(words ?? "\(source)") gives one")])
        } catch {
            return (nil, [check.failure("\(words ?? error.source) \(error.reason)", nil, error.next)])
        }
    }

    // MARK: Credentials of the unit

    /// systemd hands them to the daemon alone, so what it hands over is looked at.
    private func credential(_ name: String) async -> (Secret?, [Finding]) {
        if subject.manager == .system, !subject.isRoot {
            return (nil, [check.skipped("only root may look at credential \"\(name)\"; type: sudo almanac doctor")])
        }
        let sources = known.files(of: name)
        if let file = sources.first(where: { isThere($0.path) && (subject.isRoot || !$0.isEncrypted) }) {
            let (secret, findings) = await file.isEncrypted ? decrypted(file, name) : plain(file, name)
            guard let secret else { return (nil, findings) }
            return (secret, await handedOver(name, secret).map { [$0] } ?? findings)
        }
        if case .secret(let secret) = await given(name) {
            return (secret, [check.ok("credential \"\(name)\", as the daemon was given it, gives one")])
        }
        if let key = known.unread(name) ?? sources.first(where: { isThere($0.path) })?.key {
            return (nil, [check.skipped("the unit gives credential \"\(name)\" by \(key)=, which is not read here")])
        }
        let place =
            subject.manager == .system
            ? "/etc/almanac/credentials/\(name)" : sources.first { !$0.isEncrypted && $0.path.hasPrefix("/") }?.path
        return (
            nil,
            [
                check.failure(
                    "there is no credential \"\(name)\"", "The account cannot log in.",
                    place.map { "put the password into \($0), mode 600" }
                        ?? "write a drop-in of the unit: [Service] LoadCredential=\(name):FILE",
                    "$ \(subject.commands.restart)")
            ]
        )
    }

    /// What the unit says, or would where it is not installed.
    private var known: UnitCredentials {
        if let unit, unit.isThere { return unit.credentials }
        return subject.manager == .system ? .asTheyCome : UnitCredentials("")
    }

    private func plain(_ file: UnitCredentials.Credential, _ name: String) async -> (Secret?, [Finding]) {
        await resolve(.file(file.path), "credential \"\(name)\" (\(file.path))")
    }

    private func decrypted(_ file: UnitCredentials.Credential, _ name: String) async -> (Secret?, [Finding]) {
        if let reason = await complaint(of: file.decryption) {
            return (nil, [CredentialsCheck.failure(file, reason, check, subject)])
        }
        return await resolve(.command(file.decryption), "credential \"\(name)\" (\(file.path), encrypted)")
    }

    /// Where a daemon that runs has its credentials.
    private var folderOfTheGiven: String? {
        guard unit?.isActive == true else { return nil }
        return UnitCredentials.folderOfTheGiven(subject.manager, subject.environment).flatMap { isThere($0) ? $0 : nil }
    }

    private enum Given { case nothing, unreadable, secret(Secret) }

    /// What a daemon that runs was given at its start; `nil`: none runs. Read as the daemon does, whatever the mode: where
    /// systemd gives access by an ACL, that shows as the group's.
    private func given(_ name: String) async -> Given? {
        guard let folder = folderOfTheGiven else { return nil }
        let files = SecretSource.credentialFiles(of: name)
        guard files.contains(where: { isThere("\(folder)/\($0)") }) else { return .nothing }
        let environment = ProcessEnvironment(["CREDENTIALS_DIRECTORY": folder])
        guard case .success(let secret) = await asOwner(.credential(name), environment) else { return .unreadable }
        return .secret(secret)
    }

    /// `nil`: a daemon that runs has the same, or none runs, or it cannot be told.
    private func handedOver(_ name: String, _ secret: Secret) async -> Finding? {
        switch await given(name) {
        case .nothing:
            check.warning(
                "credential \"\(name)\" came after the daemon's start", "It has not got it.",
                "$ \(subject.commands.restart)")
        case .secret(let old) where !old.isSame(as: secret):
            check.warning(
                "credential \"\(name)\" was changed after the daemon's start", "It logs in with the old one.",
                "$ \(subject.commands.restart)")
        default: nil
        }
    }

    /// Read with the rights of the daemon's user; `nil`: they cannot be had, or the system has no thread left.
    private func asOwner(
        _ source: SecretSource, _ environment: ProcessEnvironment
    ) async -> Result<Secret, SecretProblem>? {
        let owner = owner ?? Owner(user: subject.environment.userID, group: getegid())
        let answer = await aside {
            try? owner.acting { Result { () throws(SecretProblem) in try source.resolve(environment) } }
        }
        return answer ?? nil
    }

    // MARK: What the sandbox of the unit may hide

    private func file(_ path: String) async -> (Secret?, [Finding]) {
        if !subject.isRoot, subject.manager == .system, access(path, R_OK) != 0 {
            return (nil, [check.skipped("only the daemon may read \(path); type: sudo almanac doctor")])
        }
        guard subject.manager == .system, subject.isOfTheUnit, let owner else { return await resolve(account.password) }
        let secret: Secret?
        let findings: [Finding]
        switch await asOwner(account.password, subject.environment) {
        case .success(let found): (secret, findings) = (found, [check.ok("\(account.password) gives one")])
        case .failure(let problem):
            (secret, findings) = (nil, [check.failure("\(problem.source) \(problem.reason)", nil, problem.next)])
        case nil: (secret, findings) = (nil, [check.skipped("it cannot be read with the daemon's rights")])
        }
        guard case .there(let facts) = FileFacts.of(path), facts.owner == owner.user else {
            if FileFacts.of(path) == .missing { return (nil, findings) }
            let name = userName(owner.user) ?? String(owner.user)
            return (
                secret,
                [
                    check.failure(
                        "\(path) does not belong to \(name)", "The daemon cannot read it.",
                        "$ \(subject.sudo)chown \(shellQuoted("\(name):")) \(shellQuoted(path))")
                ]
            )
        }
        guard unit?.maySee(path) != false else {
            return (
                secret,
                [
                    check.failure(
                        "\(path) is below a home folder, which the sandbox of the unit hides",
                        "The daemon cannot read it.",
                        "move it to /etc/almanac/credentials/\(account.name)", asCredential
                    )
                ]
            )
        }
        return (secret, findings)
    }

    private var asCredential: String {
        "write into the account: password = { credential = \"\(account.name)\" }"
    }

    private func command(_ arguments: [String]) async -> (Secret?, [Finding]) {
        let isOfTheSystem = subject.manager == .system && subject.isOfTheUnit
        let variables = Self.variables(of: unit, hiding: hidden)
        let path = isOfTheSystem ? variables.last { $0.hasPrefix("PATH=") }.map { String($0.dropFirst(5)) } : nil
        let program = Self.path(of: arguments.first ?? "", path ?? subject.environment["PATH"])
        if isOfTheSystem, let program, let unit, unit.isThere, !unit.mayRun(program) {
            return (
                nil,
                [
                    check.warning(
                        "the sandbox of the unit does not run \(program)", "The account waits without a password.",
                        "best: put the password into /etc/almanac/credentials/\(account.name)", asCredential,
                        "or let it run, with all that it needs: [Service] ExecPaths=\(program)",
                        "$ \(subject.commands.edit)"
                    )
                ]
            )
        }
        guard isOfTheSystem, let owner, subject.isRoot else { return await waiting(arguments) }
        let rights = ["--reuid", String(owner.user), "--regid", String(owner.group), "--init-groups", "--reset-env"]
        return await waiting(
            ["setpriv"] + rights + ["--", "env", "--chdir=/", "--unset=TERM"] + variables + arguments)
    }

    /// What the service has in its environment by itself and by the unit's `Environment=`, which everybody may read; what
    /// its user has, setpriv gives.
    private static func variables(of unit: UnitState?, hiding hidden: Set<String>) -> [String] {
        let own = (unit?.variables ?? []).filter { variable in
            !(hidden + ["SWIFT_BACKTRACE"]).contains { variable.hasPrefix("\($0)=") }
        }
        return ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"] + own
    }

    /// A program that gives none now may have a store that is locked: the daemon asks it again.
    private func waiting(_ arguments: [String]) async -> (Secret?, [Finding]) {
        do {
            let secret = try await SecretSource.command(arguments).resolveAside(
                subject.environment, hiding: hidden)
            return (secret, [check.ok("\(account.password) gives one")])
        } catch {
            return (
                nil,
                [
                    check.warning(
                        "\(account.password) \(error.reason)",
                        "The account waits, and the daemon asks again: unlock the store, if it is one.", error.next)
                ]
            )
        }
    }

    private func variable(_ name: String) async -> (Secret?, [Finding]) {
        guard subject.environment[name] == nil else { return await resolve(account.password) }
        return (
            nil,
            [
                check.warning(
                    "variable $\(name) is not set here", "It may be in the daemon's environment, which is its own.",
                    "$ \(subject.systemctl) show almanacd --property Environment --property EnvironmentFiles")
            ]
        )
    }

    /// As `execvp` finds it; `nil`: it is nowhere.
    private static func path(of program: String, _ path: String?) -> String? {
        if program.contains("/") { return access(program, X_OK) == 0 ? program : nil }
        let folders = (path ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
        return folders.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
    }

    private func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }
}

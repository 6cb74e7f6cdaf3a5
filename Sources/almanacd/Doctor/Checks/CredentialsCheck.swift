// SPDX-License-Identifier: Apache-2.0

import Settings

/// Whether systemd can give the system's service all of its credentials. With one that it cannot, whosever it is, the
/// service does not start.
struct CredentialsCheck {
    private typealias Credential = UnitCredentials.Credential
    let subject: Subject
    let unit: UnitState?

    private var check: Check { Check("credentials", "credentials") }
    private static let harm = "The service does not start with it (status 243)."

    init(_ subject: Subject, _ unit: UnitState?) { (self.subject, self.unit) = (subject, unit) }

    /// Only root may look at them.
    func findings() async -> [Finding] {
        guard let unit, unit.isThere, subject.manager == .system, subject.isOfTheUnit else { return [] }
        guard subject.isRoot else { return [check.skipped("only root may look at them; type: sudo almanac doctor")] }
        var (found, count) = ([Finding](), 0)
        for entry in unit.credentials.loaded where entry.path.hasPrefix("/") {
            let files = Self.files(of: entry)
            count += files.count
            if files.isEmpty, FileFacts.of(entry.path) == .missing, !unit.credentials.defaults.contains(entry.id) {
                found.append(missing(entry))
            }
            for file in files { if let finding = await judge(file) { found.append(finding) } }
        }
        return found.isEmpty ? [check.ok("systemd can give each to the service: \(count)")] : found
    }

    /// A folder gives all below it.
    private static func files(of entry: Credential) -> [Credential] {
        guard case .there(let facts) = FileFacts.of(entry.path) else { return [] }
        guard facts.kind == .folder else { return [entry] }
        // As systemd does.
        return entries(of: entry.path).filter { !$0.hasPrefix(".") }.flatMap {
            files(
                of: Credential(id: "\(entry.id)_\($0)", path: "\(entry.path)/\($0)", isEncrypted: entry.isEncrypted))
        }
    }

    private func judge(_ file: Credential) async -> Finding? {
        guard Self.isName(file.id) else {
            return check.failure(
                "\(file.path) has a name that no credential can have: \(file.id)", Self.harm,
                "rename it: letters, digits and signs of ASCII but the colon, with at most 240 of them",
                "$ \(subject.systemctl) restart almanacd")
        }
        guard file.isEncrypted, let reason = await complaint(of: file.decryption) else { return nil }
        return Self.failure(file, reason, check, subject)
    }

    /// As `credential_name_valid` of systemd says.
    static func isName(_ id: String) -> Bool {
        id.utf8.count <= 255 && id.utf8.allSatisfy { (0x20..<0x7f).contains($0) && $0 != UInt8(ascii: ":") }
    }

    private func missing(_ entry: Credential) -> Finding {
        check.failure(
            "\(entry.path) is not there, and the unit has it by \(entry.key)=\(entry.id):", Self.harm,
            "write it, or take the line out of the unit:", "$ \(subject.systemctl) edit almanacd",
            "$ \(subject.systemctl) restart almanacd")
    }

    /// Of a file that systemd cannot decrypt.
    ///
    /// - Parameter reason: as `systemd-creds` says it.
    static func failure(
        _ file: UnitCredentials.Credential, _ reason: String, _ check: Check, _ subject: Subject
    ) -> Finding {
        let (name, path) = (shellQuoted("--name=\(file.id)"), shellQuoted(file.path))
        return check.failure(
            "\(file.path) cannot be decrypted: \(reason)", harm,
            "encrypt it anew, on this machine and by this name; or move it out of the folder:",
            "$ systemd-ask-password -n | \(subject.sudo)systemd-creds encrypt \(name) - \(path)",
            "the first says nothing once it can be decrypted:",
            "$ \(subject.sudo)systemd-creds decrypt \(name) \(path) - >/dev/null",
            "$ \(subject.systemctl) restart almanacd")
    }
}

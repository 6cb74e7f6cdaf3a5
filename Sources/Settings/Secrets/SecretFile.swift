// SPDX-License-Identifier: Apache-2.0

import Glibc

/// More than any password has, in bytes.
let longestSecret = 16 << 10

extension SecretSource {
    /// What systemd may call a credential, in the order in which they are looked for.
    package static func credentialFiles(of name: String) -> [String] { Credential.files(of: name) }

    func readCredential(_ name: String, environment: ProcessEnvironment) throws(SecretProblem) -> [UInt8] {
        let (credential, commands) = (Credential(name: name, environment: environment), ServiceCommands(environment))
        guard let folder = credential.folder else {
            let start = "start almanacd with \(commands.systemctl), or use another source for the password"
            throw problem(
                "needs systemd, which started this process without credentials",
                // A user's unit names none by itself, and then there is no folder either.
                next: commands.isUsers ? credential.absence : start)
        }
        for file in Self.credentialFiles(of: name) {
            switch readWholeFile("\(folder)/\(file)", limit: longestSecret, check: { _ in nil }) {
            case .success(let bytes): return bytes
            case .failure(.system(ENOENT)): continue
            case .failure(let failure): throw problem(failure.reason, next: "look at \(commands.status)")
            }
        }
        throw problem("was not given to this service", next: credential.absence)
    }

    /// Who may read a file of that mode owns it, or is root, who may examine what is another user's.
    func readSecretFile(_ path: String) throws(SecretProblem) -> [UInt8] {
        let read = readWholeFile(path, limit: longestSecret) { status in
            status.st_mode & 0o066 == 0 ? nil : .refused("may be read or written by others")
        }
        switch read {
        case .success(let bytes): return bytes
        case .failure(.refused(let reason)): throw problem(reason, next: "chmod 600 \(shellQuoted(path))")
        case .failure(.system(ENOENT)): throw problem("does not exist", next: "write the password into it, mode 600")
        case .failure(.system(EACCES)): throw problem("may not be read", next: "give it to the user who runs almanacd")
        case .failure(let failure): throw problem(failure.reason, next: "name a file that holds only the password")
        }
    }
}

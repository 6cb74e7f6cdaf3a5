// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The program `almanacd`, for what needs no running daemon.
struct DaemonProgram {
    /// Beside this program, then in `$PATH`.
    static func find(
        ownPath: String?, environment: (String) -> String?, isProgram: (String) -> Bool
    ) -> DaemonProgram? {
        let own = ownPath.map { String($0[..<($0.lastIndex(of: "/") ?? $0.startIndex)]) }
        let folders = (environment("PATH") ?? "/usr/local/bin:/usr/bin").split(separator: ":").map(String.init)
        let paths = ([own].compactMap { $0 } + folders).map { "\($0)/almanacd" }
        return paths.first(where: isProgram).map(DaemonProgram.init)
    }

    let path: String

    static func installed() throws -> DaemonProgram {
        let daemon = find(ownPath: ownProgramPath(), environment: environment, isProgram: { access($0, X_OK) == 0 })
        guard let daemon else {
            throw Failure(
                .failed, "almanacd is not installed: it stands neither beside this program nor in $PATH.",
                next: "install both programs, as make install does")
        }
        return daemon
    }

    /// Becomes that program: it has this one's terminal, and its exit status is this one's.
    func become(_ arguments: [String]) throws -> Never {
        let copies = ([path] + arguments).map { strdup($0) }
        execv(path, copies + [nil])
        throw Failure(.failed, "\(path) cannot be run: \(String(cString: strerror(errno)))")
    }
}

/// The file that this process runs; `nil` without `/proc`.
func ownProgramPath() -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    guard count > 0 else { return nil }
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

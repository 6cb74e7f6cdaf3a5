// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Who runs the daemon, and so owns its files.
struct Owner: Sendable, Equatable {
    var user: UInt32
    var group: UInt32

    /// By name; `nil`: there is no such user.
    init?(named name: String) {
        var entry = passwd()
        var buffer = [CChar](repeating: 0, count: 4096)
        var found: UnsafeMutablePointer<passwd>?
        guard getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        (user, group) = (entry.pw_uid, entry.pw_gid)
    }

    init(user: UInt32, group: UInt32) { (self.user, self.group) = (user, group) }

    /// Of a file, by whoever it is.
    init?(of path: String) {
        guard case .there(let facts) = FileFacts.of(path) else { return nil }
        (user, group) = (facts.owner, facts.group)
    }

    /// Does something with this user's rights, where the process is root's. All threads have them meanwhile, and so
    /// nothing else may go on; what is made belongs to the user.
    func acting<Value>(_ body: () throws -> Value) rethrows -> Value {
        guard geteuid() == 0, user != 0 else { return try body() }
        let group = getegid()
        guard setegid(self.group) == 0, seteuid(user) == 0 else {
            setegid(group)
            return try body()
        }
        defer {
            seteuid(0)
            setegid(group)
        }
        return try body()
    }
}

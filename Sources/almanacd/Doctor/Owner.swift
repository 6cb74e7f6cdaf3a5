// SPDX-License-Identifier: Apache-2.0

import CalendarStorage
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

    /// Who but root may put something else at that path: the owner of the file, or of a folder or link on the way.
    init?(strangerOnTheWayTo path: String) {
        let absolute = path.hasPrefix("/") ? path : "\(realPath(".") ?? "")/\(path)"
        for var place in [absolute, realPath(path) ?? absolute] {
            while place != "/" {
                var status = stat()
                if lstat(place, &status) == 0, status.st_uid != 0 {
                    (user, group) = (status.st_uid, status.st_gid)
                    return
                }
                place = folderName(of: place)
            }
        }
        return nil
    }

    /// The process may not take on a user's rights, as in some containers; never goes on as root instead.
    struct Refused: Error, Equatable, CustomStringConvertible {
        let user: UInt32
        let code: Int32
        var description: String {
            "root may not act as \(userName(user) ?? String(user)) here: \(String(cString: strerror(code)))"
        }
    }

    /// Does something with this user's rights and groups, where the process is root's. All threads have them meanwhile, and
    /// so nothing else may go on; what is made belongs to the user.
    ///
    /// - Throws: ``Refused``, and what `body` throws.
    func acting<Value>(_ body: () throws -> Value) throws -> Value {
        guard geteuid() == 0, user != 0 else { return try body() }
        let group = getegid()
        var groups = [gid_t](repeating: 0, count: Int(max(0, getgroups(0, nil))))
        guard getgroups(Int32(groups.count), &groups) >= 0 else { throw Refused(user: user, code: errno) }
        defer {
            seteuid(0)
            setegid(group)
            setgroups(groups.count, groups)
        }
        guard takeGroups() == 0, setegid(self.group) == 0, seteuid(user) == 0 else {
            throw Refused(user: user, code: errno)
        }
        return try body()
    }

    /// Those that the user is a member of; one without a name is of none but the first.
    private func takeGroups() -> Int32 {
        guard let name = userName(user) else { return setgroups(1, [group]) }
        return initgroups(name, group)
    }
}

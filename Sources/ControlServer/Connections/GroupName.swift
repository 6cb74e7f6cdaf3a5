// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The name of a group; `nil`: there is none of that number.
package func groupName(_ id: UInt32) -> String? {
    var entry = group()
    var buffer = [CChar](repeating: 0, count: 16384)
    var found: UnsafeMutablePointer<group>?
    guard getgrgid_r(id, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
    return entry.gr_name.map { String(cString: $0) }
}

/// What lets the user who types it talk to a daemon whose socket is of that group; `nil`: root's group is nobody's to join.
package func commandJoining(group id: UInt32) -> String? {
    id == 0 ? nil : "sudo usermod --append --groups \(groupName(id) ?? String(id)) $USER"
}

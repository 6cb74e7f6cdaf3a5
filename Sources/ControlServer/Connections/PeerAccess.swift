// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Who is at the other end of a connection, as the kernel saw it when they connected.
struct Peer: Equatable {
    var user: uid_t
    /// Their own and the supplementary ones.
    var groups: [gid_t]
    /// Its number is taken for as long as it lives; nothing is granted for it.
    var process: pid_t = 0
}

/// Who may connect, whatever the mode of the socket's file has come to be.
struct PeerAccess: Equatable {
    /// How the kernel shows a user or group that has no number in our user namespace, as `PrivateUsers=` makes one
    /// (user_namespaces(7)): anybody's, so it says nothing.
    static let unknown: UInt32 = 65534

    /// The daemon's own user.
    var owner: uid_t
    /// The group of the socket's file, where its mode lets that in.
    var group: gid_t?

    init(owner: uid_t, group: gid_t?) {
        (self.owner, self.group) = (owner, group)
    }

    /// By the group and the mode of the socket's file.
    init(owner: uid_t, fileGroup: gid_t, mode: mode_t) {
        self.init(owner: owner, group: mode & S_IWGRP == 0 ? nil : fileGroup)
    }

    func admits(_ peer: Peer) -> Bool {
        if peer.user == 0 || peer.user == owner && peer.user != Self.unknown { return true }
        guard let group, group != Self.unknown else { return false }
        return peer.groups.contains(group)
    }
}

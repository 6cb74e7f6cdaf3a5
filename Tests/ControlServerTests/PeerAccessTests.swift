// SPDX-License-Identifier: Apache-2.0

import ControlWire
import Foundation
import Glibc
import Testing

@testable import ControlServer

@Suite struct `Who may use the socket` {
    struct Case: Sendable {
        var who: String
        var user: uid_t
        var groups: [gid_t]
        var isAdmitted: Bool
    }

    /// The daemon is 995, its socket's group 990.
    static let system = [
        Case(who: "root", user: 0, groups: [0], isAdmitted: true),
        Case(who: "the daemon's own user", user: 995, groups: [995], isAdmitted: true),
        Case(who: "a member by their own group", user: 1000, groups: [990], isAdmitted: true),
        Case(who: "a member by another of their groups", user: 1000, groups: [1000, 27, 990], isAdmitted: true),
        Case(who: "a stranger", user: 1001, groups: [1001, 27], isAdmitted: false),
        Case(who: "a stranger in root's group", user: 1001, groups: [0], isAdmitted: false),
        Case(who: "a stranger without groups", user: 1001, groups: [], isAdmitted: false),
        Case(who: "somebody of another namespace", user: 65534, groups: [65534], isAdmitted: false),
    ]

    @Test(arguments: system) func `is root, the daemon's user and the group of the system's socket`(_ row: Case) {
        let access = PeerAccess(owner: 995, fileGroup: 990, mode: 0o660)
        #expect(access.admits(Peer(user: row.user, groups: row.groups)) == row.isAdmitted, "\(row.who)")
    }

    /// The daemon is 1000, its socket's file of mode 600. With `PrivateUsers=` all the others are 65534.
    static let own = [
        Case(who: "the user", user: 1000, groups: [1000], isAdmitted: true),
        Case(who: "root", user: 0, groups: [0], isAdmitted: true),
        Case(who: "a member of the user's group", user: 1001, groups: [1000], isAdmitted: false),
        Case(who: "anybody else", user: 65534, groups: [65534], isAdmitted: false),
    ]

    @Test(arguments: own) func `is the user alone with the socket of a user`(_ row: Case) {
        let access = PeerAccess(owner: 1000, fileGroup: 1000, mode: 0o600)
        #expect(access.admits(Peer(user: row.user, groups: row.groups)) == row.isAdmitted, "\(row.who)")
    }

    @Test func `is nobody by a number that is anybody's`() {
        let access = PeerAccess(owner: 65534, fileGroup: 65534, mode: 0o660)
        #expect(!access.admits(Peer(user: 65534, groups: [65534])))
    }

    @Test func `is told by the kernel, with all groups`() throws {
        var pair: [CInt] = [-1, -1]
        try #require(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &pair) == 0)
        defer { for descriptor in pair { close(descriptor) } }
        var groups = [gid_t](repeating: 0, count: Int(max(getgroups(0, nil), 0)))
        let count = getgroups(CInt(groups.count), &groups)
        let peer = try Peer(ofConnected: pair[0])
        #expect(peer.user == geteuid())
        #expect(Set(peer.groups) == Set([getegid()] + groups.prefix(Int(max(count, 0)))))
        let file = open("/dev/null", O_RDONLY)
        defer { close(file) }
        #expect(throws: SocketError.self) { try Peer(ofConnected: file) }
    }

    @Test(arguments: [
        (UInt32?.none, String?.none), (0, nil), (1, "sudo usermod --append --groups daemon $USER, and log in again"),
        (4_000_000, "sudo usermod --append --groups 4000000 $USER, and log in again"),
    ])
    func `is told to the others in a whole answer that says nothing but whose group may`(
        _ group: UInt32?, _ hint: String?
    ) throws {
        let text = String(decoding: refusal(.refused(1001, group: group)), as: UTF8.self)
        let parts = text.components(separatedBy: "\r\n\r\n")
        try #require(parts.count == 2)
        #expect(
            parts[0].components(separatedBy: "\r\n") == [
                "HTTP/1.1 403 Refused", "Content-Type: application/problem+json",
                "Content-Length: \(parts[1].utf8.count)", "Connection: close",
            ])
        let problem = try JSONDecoder().decode(ProblemDocument.self, from: Data(parts[1].utf8))
        #expect(problem.status == 403)
        #expect(problem.detail?.contains("the user 1001:") == true)
        #expect(problem.hint == hint)
    }
}

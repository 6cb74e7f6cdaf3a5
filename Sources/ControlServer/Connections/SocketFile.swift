// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc

/// The file of a bound socket.
struct SocketFile: Sendable {
    let path: String
    private let identity: Identity

    /// Tells this file from another one at the same path.
    private struct Identity: Equatable {
        var device: Int?
        var inode: Int?
        var isSocket: Bool

        /// `nil` when nothing stands there.
        init?(path: String) {
            guard let found = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
            device = found[.systemNumber] as? Int
            inode = found[.systemFileNumber] as? Int
            isSocket = found[.type] as? FileAttributeType == .typeSocket
        }
    }

    static func newSocket() throws -> CInt {
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SocketError("No socket can be made: \(reason(errno)).") }
        return descriptor
    }

    init(binding descriptor: CInt, path: String, mode: UInt32) throws {
        let address = try Self.address(path)
        try Self.makeFolder(of: path)
        // On Linux the file gets the mode of the unbound socket, so it is never wider than asked for.
        fchmod(descriptor, mode)
        var status = Self.call(bind, descriptor, address)
        if status != 0, errno == EADDRINUSE {
            try Self.removeStale(path, address)
            status = Self.call(bind, descriptor, address)
        }
        guard status == 0 else {
            throw SocketError(
                "The socket \(path) cannot be made: \(reason(errno)).", hint: "Look at its folder's owner.")
        }
        // The umask may have made it narrower.
        chmod(path, mode)
        guard let identity = Identity(path: path) else { throw SocketError("The socket \(path) is gone again.") }
        (self.path, self.identity) = (path, identity)
    }

    func remove() {
        if Identity(path: path) == identity { unlink(path) }
    }

    /// - Throws: when it is no socket, or somebody listens on it.
    private static func removeStale(_ path: String, _ address: sockaddr_un) throws {
        guard let found = Identity(path: path) else { return }
        guard found.isSocket else {
            throw SocketError("\(path) is there already and not a socket.", hint: "Move it away.")
        }
        let probe = try newSocket()
        defer { close(probe) }
        _ = fcntl(probe, F_SETFL, O_NONBLOCK)
        let code = call(connect, probe, address) == 0 ? 0 : errno
        switch code {
        case ECONNREFUSED: unlink(path)
        case ENOENT: break
        // EAGAIN: more wait for it than it takes.
        case 0, EAGAIN:
            throw SocketError("Another daemon listens on \(path).", hint: "almanac status --socket \(path)")
        default:
            throw SocketError(
                "\(path) is there already, and nobody can tell whose it is: \(reason(code)).",
                hint: "ls -l \(path); if it is no daemon's, remove it")
        }
    }

    /// The last folder only, and for nobody else; the rest is there or it is a mistake.
    private static func makeFolder(of path: String) throws {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
        let folder = String(path[..<slash])
        guard mkdir(folder, 0o700) != 0, errno != EEXIST else { return }
        throw SocketError("The folder \(folder) cannot be made: \(reason(errno)).")
    }

    private static func address(_ path: String) throws -> sockaddr_un {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard !path.isEmpty, path.utf8.count < room, !path.utf8.contains(0) else {
            throw SocketError("The path of the socket has to be shorter than \(room) bytes: \(path)")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return address
    }

    private static func call(
        _ function: (CInt, UnsafePointer<sockaddr>?, socklen_t) -> CInt, _ descriptor: CInt, _ address: sockaddr_un
    ) -> CInt {
        withUnsafeBytes(of: address) {
            function(descriptor, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
        }
    }
}

func reason(_ code: CInt) -> String { String(cString: strerror(code)) }

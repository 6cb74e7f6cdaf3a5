// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc

/// The file that a descriptor from elsewhere listens at.
///
/// - Throws: for everything but a listening Unix stream socket with a file; an abstract one has no mode.
func pathOfListening(_ descriptor: CInt) throws -> String {
    var address = sockaddr_un()
    var length = socklen_t(MemoryLayout<sockaddr_un>.size)
    let status = withUnsafeMutableBytes(of: &address) { bytes in
        bytes.baseAddress.map { getsockname(descriptor, $0.assumingMemoryBound(to: sockaddr.self), &length) }
    }
    guard status == 0, address.sun_family == sa_family_t(AF_UNIX) else {
        throw notOurs(descriptor, "is not a Unix socket")
    }
    guard option(SO_TYPE, of: descriptor) == CInt(SOCK_STREAM.rawValue) else {
        throw notOurs(descriptor, "is not a stream socket")
    }
    guard option(SO_ACCEPTCONN, of: descriptor) == 1 else {
        throw notOurs(descriptor, "is a Unix socket that does not listen, as with Accept=yes")
    }
    let name = withUnsafeBytes(of: address.sun_path) { Array($0.prefix { $0 != 0 }) }
    guard !name.isEmpty else { throw notOurs(descriptor, "is a Unix socket without a file") }
    return String(decoding: name, as: UTF8.self)
}

private func notOurs(_ descriptor: CInt, _ what: String) -> SocketError {
    SocketError(
        "The descriptor \(descriptor) handed over \(what).", hint: "In almanacd.socket: ListenStream= with a path")
}

private func option(_ name: CInt, of descriptor: CInt) -> CInt? {
    var (value, length) = (CInt(0), socklen_t(MemoryLayout<CInt>.size))
    return getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
}

extension PeerAccess {
    /// By a socket's file as it is now.
    ///
    /// - Parameter hint: what to do where it cannot be seen.
    init(owner: uid_t, socketFile path: String, hint: String? = nil) throws {
        let found = try? FileManager.default.attributesOfItem(atPath: path)
        guard let group = found?[.groupOwnerAccountID] as? Int, let mode = found?[.posixPermissions] as? Int else {
            throw SocketError("The socket's file \(path) cannot be seen.", hint: hint)
        }
        self.init(owner: owner, fileGroup: gid_t(truncatingIfNeeded: group), mode: mode_t(truncatingIfNeeded: mode))
    }
}

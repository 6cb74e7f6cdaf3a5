// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

func boundSocket(_ path: String, _ type: __socket_type = SOCK_STREAM) throws -> CInt {
    try unixSocket(path, type) { bind($0, $1, $2) }
}

func connectedSocket(_ path: String) throws -> CInt { try unixSocket(path, SOCK_STREAM) { connect($0, $1, $2) } }

private func unixSocket(
    _ path: String, _ type: __socket_type, _ call: (CInt, UnsafePointer<sockaddr>?, socklen_t) -> CInt
) throws -> CInt {
    let socket = socket(AF_UNIX, CInt(type.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let status = withUnsafeBytes(of: address) {
        call(socket, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
    }
    try #require(status == 0)
    return socket
}

func send(_ text: String, to socket: CInt) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
    }
}

/// What comes next; empty when the other side has closed.
func readSome(_ socket: CInt) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(socket, &buffer, buffer.count)
    return Array(buffer.prefix(max(0, count)))
}

/// Everything until the other side closes; then closes too.
func readAll(_ socket: CInt) -> String {
    defer { close(socket) }
    var answer: [UInt8] = []
    while true {
        let more = readSome(socket)
        if more.isEmpty { return String(decoding: answer, as: UTF8.self) }
        answer += more
    }
}

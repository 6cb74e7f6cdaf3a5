// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Listens on 127.0.0.1, on a free port unless one is given.
func listeningSocket(port: UInt16 = 0) throws -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = loopback(port)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withSocketAddress(&address) { pointer in
        guard bind(descriptor, pointer, length) == 0, listen(descriptor, 64) == 0 else { return Int32(-1) }
        return getsockname(descriptor, pointer, &length)
    }
    guard result == 0 else { throw socketError("listen") }
    return (descriptor, UInt16(bigEndian: address.sin_port))
}

/// Listens on a Unix socket.
package func listeningSocket(path: String) throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
    let length = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withSocketAddress(&address) { bind(descriptor, $0, length) == 0 ? listen(descriptor, 64) : -1 }
    guard result == 0 else { throw socketError("listen") }
    return descriptor
}

func connectedSocket(to port: UInt16) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = loopback(port)
    let result = withSocketAddress(&address) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    guard result == 0 else {
        defer { close(descriptor) }
        throw socketError("connect to port \(port)")
    }
    return descriptor
}

func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        guard count > 0 else { throw socketError("write") }
        rest = rest.dropFirst(count)
    }
}

func readToEnd(_ descriptor: Int32) throws -> [UInt8] {
    var all: [UInt8] = []
    while let piece = readSome(descriptor) { all += piece }
    return all
}

/// `nil` at the end, and after an error.
func readSome(_ descriptor: Int32) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? Array(buffer.prefix(count)) : nil
}

func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
}

func withSocketAddress<Address, Result>(
    _ address: inout Address, _ body: (UnsafeMutablePointer<sockaddr>) -> Result
) -> Result {
    withUnsafeMutableBytes(of: &address) { bytes in
        body(bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self))
    }
}

func socketError(_ what: String) -> TestServerError {
    TestServerError(message: "\(what): \(String(cString: strerror(errno)))")
}

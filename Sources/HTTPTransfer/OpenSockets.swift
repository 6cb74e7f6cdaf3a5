// SPDX-License-Identifier: Apache-2.0

internal import CCurl
internal import Glibc

/// The TCP sockets that curl has open, and how they are asked whether the other end is still there: after a change of
/// networks, or a sleep, nothing else tells that a connection leads nowhere. On the loop's thread only.
final class OpenSockets {
    /// By descriptor, the socket's inode: the number may be somebody else's by now.
    private var sockets: [Int32: UInt64] = [:]

    /// From the first question on, a connection whose other end is silent has this long. Live ones answer at once, whatever
    /// the server is busy with: it is their kernel that does. Only one that takes nothing of what is sent to it for so long
    /// is ended too, and what was under way there is looked for.
    static let probation = Duration.seconds(5)

    fileprivate func opened(_ descriptor: Int32) { sockets[descriptor] = inode(descriptor) }
    fileprivate func closed(_ descriptor: Int32) { sockets[descriptor] = nil }

    /// - Parameter isOn: the kernel asks each second, and ends those that do not answer; else it is left alone again.
    func probe(_ isOn: Bool) {
        for (descriptor, inode) in sockets where self.inode(descriptor) == inode {
            let limit = Int32(Self.probation.components.seconds)
            // tcp(7): the last two only count while the first is on; the limit also stands for what was sent and not acknowledged.
            let options = [
                (IPPROTO_TCP, TCP_USER_TIMEOUT, isOn ? limit * 1000 : 0), (IPPROTO_TCP, TCP_KEEPIDLE, 1),
                (IPPROTO_TCP, TCP_KEEPINTVL, 1), (IPPROTO_TCP, TCP_KEEPCNT, limit - 1),
            ]
            for (level, option, value) in options { set(descriptor, Int32(level), option, value) }
            set(descriptor, SOL_SOCKET, SO_KEEPALIVE, isOn ? 1 : 0)
        }
    }

    private func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private func inode(_ descriptor: Int32) -> UInt64? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? UInt64(status.st_ino) : nil
    }
}

extension EasyOptions {
    mutating func set(_ sockets: OpenSockets) {
        let context = Unmanaged.passUnretained(sockets).toOpaque()
        set(CURLOPT_OPENSOCKETDATA, context)
        set(CURLOPT_CLOSESOCKETDATA, context)
        set(openSocket: openSocket, closeSocket: closeSocket)
    }
}

/// Closed in programs that we start, from the beginning; curl 7.88 leaves that out.
private func openSocket(
    _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let address = address?.pointee else { return -1 }
    let type = address.socktype | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(address.family, type, address.protocol)
    if let context, descriptor >= 0, address.family != AF_UNIX {
        Unmanaged<OpenSockets>.fromOpaque(context).takeUnretainedValue().opened(descriptor)
    }
    return descriptor
}

private func closeSocket(_ context: UnsafeMutableRawPointer?, _ descriptor: curl_socket_t) -> Int32 {
    if let context { Unmanaged<OpenSockets>.fromOpaque(context).takeUnretainedValue().closed(descriptor) }
    return close(descriptor)
}

// SPDX-License-Identifier: Apache-2.0

import CSystemd
import Glibc

/// The sockets that systemd opened for this process, by descriptor, with the names of `FileDescriptorName=` (`unknown`
/// without one); close-on-exec from now on. Empty without socket activation.
package func listenSockets() -> [Int32: String] {
    var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    let count = sd_listen_fds_with_names(0, &names)
    guard count > 0, let names else { return [:] }
    defer { free(names) }
    var sockets: [Int32: String] = [:]
    for index in 0..<Int(count) {
        guard let name = names[index] else { continue }
        sockets[SD_LISTEN_FDS_START + Int32(index)] = String(cString: name)
        free(name)
    }
    return sockets
}

/// What was handed over is not what the daemon can use.
package struct HandedSocketError: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String
}

/// The one socket of that `FileDescriptorName=` among ``listenSockets()``; `nil` where none at all was handed over.
package func handedSocket(
    named name: String, among sockets: [Int32: String]
) throws(HandedSocketError) -> Int32? {
    guard !sockets.isEmpty else { return nil }
    let found = sockets.filter { $0.value == name }.keys
    if let socket = found.first, found.count == 1 { return socket }
    let names = Set(sockets.values).sorted().joined(separator: ", ")
    throw HandedSocketError(
        description: found.isEmpty
            ? "systemd hands over sockets, and none is called \(name), but: \(names) (in the socket unit: FileDescriptorName=\(name))"
            : "systemd hands over \(found.count) sockets called \(name), and there is one only (look at the ListenStream= of the socket unit)"
    )
}

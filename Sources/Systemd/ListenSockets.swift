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

// SPDX-License-Identifier: Apache-2.0

import Glibc

extension ControlClient {
    /// Why nobody could be reached at a socket, in a few words.
    static func reason(_ socket: String) -> String {
        var info = stat()
        guard stat(socket, &info) == 0 else {
            return errno == EACCES ? "permission denied" : "no such socket"
        }
        guard info.st_mode & S_IFMT == S_IFSOCK else { return "not a socket" }
        return access(socket, W_OK) == 0 ? "nobody listens" : "permission denied"
    }
}

// SPDX-License-Identifier: Apache-2.0

import ControlServer
import Logging
import Settings
import Systemd

/// From systemd where it hands one over, else our own: for the user alone, or for the group of the system service.
///
/// - Parameter path: of the settings. The socket that systemd made is the one where clients already wait, so it is taken also
///   when it is another one.
func openControlSocket(_ path: String, log: Logger) throws -> ListeningSocket {
    guard let handed = try handedSocket(named: "control", among: listenSockets()) else {
        return try ListeningSocket(path: path, mode: path.hasPrefix("/run/almanac/") ? 0o660 : 0o600)
    }
    let socket = try ListeningSocket(handedOver: handed, restart: ServiceCommands(.current).restartSocket)
    if socket.path != path {
        log.warning(
            "systemd's socket is used, not the one of the settings; set ListenStream= in almanacd.socket to change it",
            metadata: ["used": "\(socket.path)", "settings": "\(path)"])
    }
    return socket
}

// SPDX-License-Identifier: Apache-2.0

import ControlServer
import Glibc
import Logging
import Settings
import Systemd

/// From systemd where it hands one over, else our own: for the user alone, or for the group of the system service.
///
/// - Parameter path: of the settings. The socket that systemd made is the one where clients already wait, so it is taken also
///   when it is another one.
func openControlSocket(
    _ path: String, environment: ProcessEnvironment = .current, log: Logger
) throws -> ListeningSocket {
    let socket: ListeningSocket
    if let handed = try handedSocket(named: "control", among: listenSockets()) {
        socket = try ListeningSocket(handedOver: handed, restart: ServiceCommands(environment).restartSocket)
        if socket.path != path {
            log.warning(
                "systemd's socket is used, not the one of the settings; set ListenStream= in almanacd.socket to change it",
                metadata: ["used": "\(socket.path)", "settings": "\(path)"])
        }
    } else {
        socket = try ListeningSocket(path: path, mode: path.hasPrefix("/run/almanac/") ? 0o660 : 0o600)
    }
    if let folder = environment.firstDirectory("RUNTIME_DIRECTORY"), socket.path != "\(folder)/running.sock" {
        link("\(folder)/running.sock", to: socket.path, log)
    }
    return socket
}

/// The unit's `ExecReload=` asks there: it knows neither the settings that are in force nor the socket unit's drop-ins.
private func link(_ link: String, to path: String, _ log: Logger) {
    let new = "\(link).new"
    unlink(new)
    guard symlink(path, new) != 0 || rename(new, link) != 0 else { return }
    log.debug("the link to the socket cannot be made", metadata: ["link": "\(link)", "code": "\(errno)"])
    // No wrong one either.
    unlink(link)
}

// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import Systemd

blockSignals()
keepMemoryOutOfCrashReports()

do {
    var command = try AlmanacDaemon.parseAsRoot()
    switch command {
    case let discover as DiscoverCommand:
        unblockSignals()
        exit(await DiscoverProgram(command: discover).run().rawValue)
    case let doctor as DoctorCommand:
        unblockSignals()
        exit(await DoctorProgram(command: doctor).run().rawValue)
    case let daemon as AlmanacDaemon: exit(await Program(options: daemon.options).run().rawValue)
    default: try command.run()
    }
} catch {
    AlmanacDaemon.exit(withError: error)
}

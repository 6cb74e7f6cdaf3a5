// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import Systemd

// Before the first thread exists: later ones inherit the mask.
blockSignals()

let options = AlmanacDaemon.parseOrExit().options
exit(await Program(options: options).run().rawValue)

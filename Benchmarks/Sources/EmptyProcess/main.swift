// SPDX-License-Identifier: Apache-2.0

import Foundation

// What a Swift program with Foundation costs before it does anything.
exit(ProcessInfo.processInfo.processIdentifier > 0 ? 0 : 1)

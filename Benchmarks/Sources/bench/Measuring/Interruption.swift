// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// Ctrl-C and SIGTERM end the run between two measurements, so that what was started is stopped and folders go.
enum Interruption {
    private static let seen = Atomic(false)

    static func watch() {
        _ = seen.load(ordering: .relaxed)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number) { _ in Interruption.seen.store(true, ordering: .relaxed) }
        }
    }

    static func check() throws(Failure) {
        if seen.load(ordering: .relaxed) { throw Failure("interrupted") }
    }
}

/// Why there are no figures.
struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

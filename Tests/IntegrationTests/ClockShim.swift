// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport

/// `scripts/clocks/clock_shim.c`, compiled: another wall clock, and a sleep of the machine, for one process.
struct ClockShim {
    private let library: Preloaded
    private let file: String

    /// What the process is started with.
    var environment: [String: String] { library.environment.merging(["CLOCK_SHIM": file]) { $1 } }

    init(in folder: String) async throws {
        library = try await Preloaded(serversFolder + "/../clocks/clock_shim.c", in: folder)
        file = folder + "/clocks"
        guard FileManager.default.createFile(atPath: file, contents: Data(count: 16)) else {
            throw Unexpected(message: "cannot write \(file)")
        }
    }

    /// From now on the wall clock is so far from the right time, and the machine has slept for so long in all.
    func set(wall: Duration, slept: Duration = .zero) throws {
        let nanoseconds = [wall, slept].map { $0.components.seconds * 1_000_000_000 }
        let descriptor = open(file, O_WRONLY | O_CLOEXEC)
        defer { close(descriptor) }
        // At once, and without another file: the process has this one mapped.
        let count = nanoseconds.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        guard count == 16 else { throw Unexpected(message: "cannot write \(file)") }
    }
}

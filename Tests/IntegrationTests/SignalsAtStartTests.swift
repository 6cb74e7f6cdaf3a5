// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport
import Testing

/// One that comes with the first thing that the program does: a library before the C library's sends it.
@Suite struct `A signal at the very start` {
    private let here: Installation
    private let library: Preloaded

    init() async throws {
        here = try Installation([])
        library = try await Preloaded(
            code: """
                #include <signal.h>
                #include <stdlib.h>
                #include <unistd.h>
                int setrlimit(int resource, const void *limit) {
                    return kill(getpid(), atoi(getenv("FIRST_SIGNAL")));
                }
                """, in: here.folder)
    }

    private func sending(_ signal: Int32) -> [String: String] {
        library.environment.merging(["FIRST_SIGNAL": "\(signal)"]) { $1 }
    }

    @Test func `is answered once the daemon is up`() async throws {
        let daemon = try here.start(environment: sending(SIGHUP))
        try await eventually(within: .seconds(60)) { here.log.contains("settings reloaded") || !daemon.isRunning }
        #expect(daemon.isRunning, "\(here.log)")
        #expect(await daemon.terminate() == 0)
    }

    @Test func `stops it, when it says stop`() async throws {
        let daemon = try here.start(environment: sending(SIGTERM))
        #expect(await daemon.exitStatus() == 0, "\(here.log)")
    }

    @Test(arguments: [["doctor", "--offline"], ["discover", "http://127.0.0.1:9/"]])
    func `ends the commands that follow nothing`(_ arguments: [String]) async throws {
        let daemon = try DaemonProcess(
            [BuiltPrograms.almanacd] + arguments, environment: sending(SIGTERM), log: here.folder + "/command.log")
        #expect(await daemon.exitStatus() == 128 + SIGTERM)
    }
}

// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite struct `A daemon that cannot follow its surroundings` {
    /// The timer of the wall clock alone, for what Swift sleeps with is another one; and netlink's sockets (AF_NETLINK).
    @Test(arguments: [
        ("timerfd_create", "clock == 0", "int clock, int flags", "clock, flags", "sleep and clocks: Operation not"),
        (
            "socket", "family == 16", "int family, int type, int protocol", "family, type, protocol",
            "networks: Operation not"
        ),
    ])
    func `says so once, and why, and goes on`(
        _ function: String, _ refused: String, _ parameters: String, _ arguments: String, _ reason: String
    ) async throws {
        let here = try Installation([])
        let library = try await Preloaded(
            code: """
                #define _GNU_SOURCE
                #include <dlfcn.h>
                #include <errno.h>
                int \(function)(\(parameters)) {
                    if (\(refused)) { errno = EPERM; return -1; }
                    int (*real)(\(parameters)) = dlsym(RTLD_NEXT, "\(function)");
                    return real(\(arguments));
                }
                """, in: here.folder)
        let daemon = try here.start(environment: library.environment)
        try await here.isAnswering(daemon)
        try await eventually(within: .seconds(60)) { here.log.contains("not followed") }
        #expect(await daemon.terminate() == 0)
        let told = here.log.split(separator: "\n").filter { $0.contains("not followed, so that failed syncs") }
        #expect(told.count == 1 && told[0].contains(reason), "\(here.log)")
    }
}

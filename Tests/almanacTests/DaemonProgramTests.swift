// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import almanac

@Suite struct `The program almanacd, as almanac finds it,` {
    @Test(arguments: [
        (["/opt/bin/almanacd", "/usr/bin/almanacd"], "/opt/bin/almanacd"), (["/usr/bin/almanacd"], "/usr/bin/almanacd"),
        (["/elsewhere/almanacd"], nil),
    ])
    func `stands beside it or in the path`(programs: [String], path: String?) {
        let found = DaemonProgram.find(
            ownPath: "/opt/bin/almanac", environment: { $0 == "PATH" ? "/usr/local/bin:/usr/bin" : nil },
            isProgram: programs.contains)
        #expect(found?.path == path)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Systemd

@Suite struct `Reports of crashes` {
    @Test(arguments: ["almanacd.service", "user/almanacd.service"])
    func `are the same under systemd as by hand`(_ unit: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "systemd/\(unit)"), encoding: .utf8)
        let settings = reportSettings(tracer: "/usr/libexec/almanac/swift-backtrace-static")
        #expect(text.contains("\nEnvironment=SWIFT_BACKTRACE=enable=yes,\(settings)\n"))
        #expect(settings.contains(",registers=none,images=none,sanitize=yes,"))
        #expect(text.contains("\nLimitCORE=0\n"))
    }
}

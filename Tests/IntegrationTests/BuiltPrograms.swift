// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// The programs under test, built beside the test bundle.
enum BuiltPrograms {
    static let almanacd = path("almanacd")
    static let almanac = path("almanac")

    private static func path(_ name: String) -> String {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let root = URL(fileURLWithPath: serversFolder).deletingLastPathComponent().deletingLastPathComponent()
        let places = [tests, root.appendingPathComponent(".build/debug")].map { $0.appendingPathComponent(name).path }
        return places.first(where: FileManager.default.isExecutableFile) ?? places[0]
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A calendar of another project, as `scripts/corpora/install` fetched it.
struct CorpusFile: Sendable {
    /// Below the corpora: `libical-3.0.16/test-data/1.ics`.
    let name: String
    let bytes: [UInt8]
    /// Of libical's own time zones, which hold no event.
    var isZone: Bool { name.contains("/zoneinfo/") }
}

enum Corpora {
    static let folders = ["icalendar-7.3.0", "libical-3.0.16", "recurring_ical_events-3.8.2"]

    /// Where the scripts put what the tests need.
    static let home: String = {
        let environment = ProcessInfo.processInfo.environment
        return environment["ALMANAC_TEST_HOME"] ?? (environment["HOME"] ?? "") + "/.cache/almanac-tests"
    }()

    /// Every `.ics` of every corpus, sorted by name.
    static let files: [CorpusFile] = folders.flatMap { folder -> [CorpusFile] in
        let root = "\(home)/corpora/\(folder)"
        let names = (FileManager.default.enumerator(atPath: root)?.allObjects ?? []).compactMap { $0 as? String }
        guard !names.isEmpty else {
            Issue.record("\(root) is not there; type: scripts/corpora/install")
            return []
        }
        return names.filter { $0.hasSuffix(".ics") }.sorted().compactMap { name in
            FileManager.default.contents(atPath: "\(root)/\(name)").map {
                CorpusFile(name: "\(folder)/\(name)", bytes: Array($0))
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import ControlWire
import FoundationEssentials

/// All findings; as JSON it is this document.
struct DoctorReport: Encodable {
    let version = almanacVersion
    /// `system` or `user`: whose daemon was examined.
    let daemon: String
    let settingsFile: String?
    private(set) var checks: [Finding] = []

    private enum CodingKeys: String, CodingKey {
        case version, daemon, outcome, counts, checks
        case settingsFile = "settings_file"
    }

    init(daemon: String, settingsFile: String?) { (self.daemon, self.settingsFile) = (daemon, settingsFile) }

    mutating func add(_ finding: Finding) { checks.append(finding) }

    /// The worst of all; what was skipped is no trouble.
    var outcome: Finding.Outcome { count(.failure) > 0 ? .failure : count(.warning) > 0 ? .warning : .ok }

    var exitStatus: ExitStatus { outcome == .failure ? .failure : .success }

    func count(_ outcome: Finding.Outcome) -> Int { checks.count { $0.outcome == outcome } }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(version, forKey: .version)
        try container.encode(daemon, forKey: .daemon)
        try container.encodeIfPresent(settingsFile, forKey: .settingsFile)
        try container.encode(outcome, forKey: .outcome)
        let all: [Finding.Outcome] = [.ok, .skipped, .warning, .failure]
        try container.encode(
            Dictionary(uniqueKeysWithValues: all.map { ($0.rawValue, count($0)) }), forKey: .counts)
        try container.encode(checks, forKey: .checks)
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}

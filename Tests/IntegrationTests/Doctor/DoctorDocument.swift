// SPDX-License-Identifier: Apache-2.0

import Foundation

/// `almanac doctor --json`.
struct DoctorDocument: Decodable {
    struct Check: Decodable {
        let check: String
        let account: String?
        let title: String
        let outcome: String
        let seen: String
        let meaning: String?
        let remedy: [String]
    }
    let version: String
    let daemon: String
    let settingsFile: String?
    let outcome: String
    let counts: [String: Int]
    let checks: [Check]

    init(_ text: String) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            self = try decoder.decode(Self.self, from: Data(text.utf8))
        } catch {
            throw Unexpected(message: "\(error): \(text)")
        }
    }

    /// A step is either a command alone, or words without one; what is wrong has one.
    var isTypable: Bool {
        checks.allSatisfy { check in
            check.remedy.allSatisfy { $0.hasPrefix("$ ") ? !$0.contains(", ") : !$0.contains("$ ") }
                && (check.outcome != "failure" || !check.remedy.isEmpty)
        }
    }

    /// Of the first finding of that check; empty where there is none.
    func outcome(_ check: String, of account: String? = nil) -> String { first(check, account)?.outcome ?? "" }
    func seen(_ check: String, of account: String? = nil) -> String { first(check, account)?.seen ?? "" }
    func remedy(_ check: String, of account: String? = nil) -> [String] { first(check, account)?.remedy ?? [] }

    private func first(_ check: String, _ account: String?) -> Check? {
        checks.first { $0.check == check && (account == nil || $0.account == account) }
    }
}

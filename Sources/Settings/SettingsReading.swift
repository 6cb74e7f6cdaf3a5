// SPDX-License-Identifier: Apache-2.0

/// What one parse has found wrong so far, and which keys it has asked for.
final class SettingsReading {
    /// Every key asked for, as `sync.interval`, `account.url`.
    private(set) var known: Set<String> = []
    private var problems: [SettingsProblem] = []
    private var unknown: [UnknownKey] = []

    private struct UnknownKey {
        let name: String
        let shown: String
        let line: Int
        let neighbours: [String]
    }

    func ask(_ path: String) { known.insert(path) }

    func report(_ problem: SettingsProblem) { problems.append(problem) }

    func reportUnknown(_ name: String, shownAs shown: String, line: Int, neighbours: [String]) {
        unknown.append(UnknownKey(name: name, shown: shown, line: line, neighbours: neighbours))
    }

    /// Everything that is wrong; `nil` when nothing is.
    func finish() -> SettingsProblems? {
        let unknown = unknown.map { key in
            SettingsProblem(
                line: key.line, key: key.shown, message: "there is no such key", suggestion: suggestion(for: key))
        }
        return problems.isEmpty && unknown.isEmpty ? nil : SettingsProblems(problems + unknown)
    }

    private func suggestion(for key: UnknownKey) -> String {
        if let near = nearest(to: key.name, among: key.neighbours) { return "did you mean \"\(near)\"?" }
        if let elsewhere = known.sorted().first(where: { $0.hasSuffix(".\(key.name)") }) {
            return "did you mean \(elsewhere)?"
        }
        return "known here: \(key.neighbours.joined(separator: ", "))"
    }
}

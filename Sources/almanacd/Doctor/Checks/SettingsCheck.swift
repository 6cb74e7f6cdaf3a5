// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Settings

/// The settings file: found, read, without mistakes, and with the accounts that are asked about.
struct SettingsCheck {
    let subject: Subject
    /// Of the command line; empty: all.
    let wanted: [String]

    private var check: Check { Check("settings", "settings") }

    func findings() -> [Finding] {
        switch subject.loaded {
        case .failure(let problems): problems.problems.map { finding(for: $0, in: problems.path) }
        case .success(let settings): [finding(for: settings)] + unknownAccounts(settings)
        }
    }

    private func finding(for problem: SettingsProblem, in path: String?) -> Finding {
        let place = [path, problem.line.map { "line \($0)" }, problem.key.isEmpty ? nil : problem.key]
        return check.failure(
            (place.compactMap { $0 } + [problem.message]).joined(separator: ": "),
            "A daemon that runs keeps its old settings; one that is started stops with status 78.",
            problem.suggestion ?? "", subject.isOfTheUnit ? "$ \(subject.systemctl) reload-or-restart almanacd" : "")
    }

    private func finding(for settings: AlmanacSettings) -> Finding {
        guard let path = subject.settingsPath else { return nothingThere }
        guard !settings.accounts.isEmpty else {
            return check.warning(
                "\(path) names no account", "There is nothing to sync.",
                "$ almanac discover alice@example.org", "add the lines that it prints to \(path)")
        }
        let names = settings.accounts.map(\.name.rawValue).joined(separator: ", ")
        let count = settings.accounts.count
        return check.ok("\(path): \(count) account\(count == 1 ? "" : "s") (\(names)), no mistakes")
    }

    private var nothingThere: Finding {
        if subject.manager == .system {
            return check.failure(
                "there is no \(systemSettingsPath)", "The system's service reads that file, and stops without it.",
                "write one: the example almanac.toml names every key",
                "$ almanac discover alice@example.org", "add the lines that it prints")
        }
        return check.warning(
            "there is no settings file", "There is nothing to sync.",
            "$ almanac discover alice@example.org", "it prints the lines to write, and into which file")
    }

    private func unknownAccounts(_ settings: AlmanacSettings) -> [Finding] {
        let known = settings.accounts.map(\.name.rawValue)
        return wanted.filter { !known.contains($0) }.map {
            check.failure(
                "there is no account \"\($0)\"", nil,
                known.isEmpty ? "the settings name none" : "there are: \(known.joined(separator: ", "))")
        }
    }
}

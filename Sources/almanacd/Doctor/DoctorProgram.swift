// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Glibc
import Settings

/// Runs `almanacd doctor`: one check after the other, each told as it is done. Nothing is changed.
struct DoctorProgram {
    let command: DoctorCommand

    func run() async -> ExitStatus {
        let subject = Subject(command)
        let chart = Chart(command, subject)
        SettingsCheck(subject: subject, wanted: command.account).findings().forEach(chart.add)
        let units = await UnitCheck(subject)
        units.findings().forEach(chart.add)
        ZoneCheck().findings().forEach(chart.add)
        let owner = owner(subject, units.service)
        PermissionsCheck(
            subject: subject, owner: owner, serviceUser: units.service?["User"],
            socketPath: units.socket?.listening(for: subject) ?? subject.socketPath
        ).findings().forEach(chart.add)
        await CredentialsCheck(subject, units.service).findings().forEach(chart.add)
        DiskCheck(subject).findings().forEach(chart.add)
        let accounts = accounts(subject)
        let secrets = await passwords(accounts, subject, units.service, owner, chart)
        await DaemonCheck(subject: subject, unit: units.service, socket: units.socket).findings().forEach(chart.add)
        await DatabaseCheck(subject: subject, unit: units.service, isDeep: command.deep).findings().forEach(chart.add)
        for (account, secret) in zip(accounts, secrets) {
            if let reason = command.offline ? "--offline" : subject.refusal {
                AccountExamination.skip(account, reason, chart.add)
                continue
            }
            await AccountExamination(
                account: account, secret: secret, limit: .seconds(command.timeout), report: chart.add
            ).run()
        }
        return chart.finish()
    }

    private func accounts(_ subject: Subject) -> [AccountSettings] {
        (subject.settings?.accounts ?? []).filter {
            command.account.isEmpty || command.account.contains($0.name.rawValue)
        }
    }

    /// Of the unit where it reads these settings; else whoever owns what is there already.
    private func owner(_ subject: Subject, _ service: UnitState?) -> Owner? {
        switch subject.manager {
        case .user: Owner(user: subject.environment.userID, group: getegid())
        case .system where subject.isOfTheUnit: Owner(named: service?["User"] ?? "almanac")
        case .system: Owner(of: folderName(of: subject.databasePath))
        }
    }

    private func passwords(
        _ accounts: [AccountSettings], _ subject: Subject, _ unit: UnitState?, _ owner: Owner?, _ chart: Chart
    ) async -> [Secret?] {
        var secrets: [Secret?] = []
        for account in accounts {
            let found = await PasswordCheck(subject: subject, account: account, unit: unit, owner: owner).examine()
            found.findings.forEach(chart.add)
            secrets.append(found.secret)
        }
        return secrets
    }
}

/// Collects the findings, and shows each at once where people read them.
private final class Chart {
    private var report: DoctorReport
    private let isJSON: Bool
    private let text: DoctorText

    init(_ command: DoctorCommand, _ subject: Subject) {
        report = DoctorReport(daemon: subject.manager.rawValue, settingsFile: subject.settingsPath)
        isJSON = command.json
        text = .forTerminal(STDOUT_FILENO) { subject.environment[$0] }
    }

    func add(_ finding: Finding) {
        report.add(finding)
        if !isJSON { say(text.text(of: finding)) }
    }

    func finish() -> ExitStatus {
        do {
            say(isJSON ? try report.json() : text.summary(of: report))
        } catch {
            complain("almanacd: the findings cannot be written as JSON: \(error)\n")
            return .failure
        }
        return report.exitStatus
    }
}

// SPDX-License-Identifier: Apache-2.0

import CalDAV
import CalendarModel
import FoundationEssentials
import Glibc
import HTTPTransfer
import RemoteCalendars
import Settings
import Synchronization
import Systemd

/// Runs `almanacd discover`: nothing is stored, and no daemon is needed.
struct DiscoverProgram {
    let command: DiscoverCommand

    func run() async -> ExitStatus {
        do {
            try checkTarget()
            let settings = try settings()
            let credentials = DiscoveryCredentials(command, settings)
            let account = try await credentials.resolve()
            let report = await report(account, credentials, settings)
            try print(report)
            return report.found ? .success : .failure
        } catch let failure as DiscoverFailure {
            complain("almanacd: \(safeText(failure.message))\n  Next: \(safeText(failure.next))\n")
        } catch {
            complain("almanacd: \(safeText("\(error)"))\n")
        }
        return .failure
    }

    /// Without an echo: what stands before the `@` of a URL may be a password.
    private func checkTarget() throws {
        guard let scheme = command.target.firstRange(of: "://"),
            command.target[scheme.upperBound...].prefix(while: { $0 != "/" }).contains("@")
        else { return }
        throw DiscoverFailure(
            message: "the URL holds a user or a password", next: "give them with --username and --password-file")
    }

    /// Where the settings are, or would be.
    private var settingsPath: String {
        let environment = ProcessEnvironment.current
        if let path = findSettings(command.config) { return path }
        guard environment.userID != 0 else { return systemSettingsPath }
        return (environment["XDG_CONFIG_HOME"] ?? "\(environment.home ?? "~")/.config") + "/almanac/almanac.toml"
    }

    /// `nil`, with a word about it, when those that nobody asked for are wrong: this is where good ones come from.
    private func settings() throws -> AlmanacSettings? {
        let path = findSettings(command.config)
        do {
            return try loadSettings(
                from: path, defaults: SettingsDefaults(environment: .current, settingsPath: path))
        } catch {
            guard command.config == nil else { throw error }
            complain("almanacd: the settings are not used: \(safeText(error.problems.first?.description ?? ""))\n")
            return nil
        }
    }

    private func report(
        _ account: CalDAVAccount, _ credentials: DiscoveryCredentials, _ settings: AlmanacSettings?
    ) async -> DiscoveryReport {
        let client = HTTPClient()
        defer { client.shutdown() }
        let redacted = Redactor(username: account.username, passwords: [account.password()].compactMap { $0 })
        let trace = HopTrace(isShown: command.explain && !command.json, redacted: redacted)
        var report = DiscoveryReport(target: command.target)
        report.settingsFile = settingsPath
        report.provider = KnownProvider.of(typed: credentials.url).map { .init(name: $0.name, advice: $0.advice) }
        do {
            let server = CalDAVServer(account: account, client: client)
            let discovery = try await server.discover(trace.add)
            let calendars = try await calendars(discovery.home, server, trace)
            let shown = redacted.shown(discovery)
            report.add(shown, redacted.shown(calendars))
            report.account = credentials.account?.name.rawValue
            if report.account == nil {
                let taken = Set(settings?.accounts.map(\.name.rawValue) ?? [])
                report.settings =
                    AccountBlock(discovery: shown, account: account, environment: .current, taken: taken).text
            }
        } catch {
            report.add(redacted(remoteError(error, credentials)))
        }
        if command.explain { report.hops = trace.hops }
        return report
    }

    private func calendars(
        _ home: RemoteHome, _ server: CalDAVServer, _ trace: HopTrace
    ) async throws -> [RemoteCalendar] {
        let calendars = try await server.poll(home).calendars
        for place in home.homes {
            let count = calendars.count { $0.name.href.rawValue.hasPrefix(place.rawValue) }
            trace.add(
                DiscoveryHop(
                    .request(method: "PROPFIND", url: place.rawValue), reason: "what is in it", status: 207,
                    outcome: count == 1 ? "1 calendar" : "\(count) calendars"))
        }
        return calendars
    }

    private func remoteError(_ error: any Error, _ credentials: DiscoveryCredentials) -> RemoteError {
        guard var error = error as? RemoteError else {
            return RemoteError(.unreachable, scope: .account, retry: .later(nil), message: "stopped: \(error)")
        }
        if error.kind == .forbidden, error.scope == .account { error.hint += "; to try it now: --allow-host" }
        if error.kind == .unauthorized, let name = credentials.otherUsername {
            error.hint += "; or try --username \(name)"
        }
        return error
    }

    private func print(_ report: DiscoveryReport) throws {
        if command.json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
            say(String(decoding: try encoder.encode(report), as: UTF8.self) + "\n")
        } else if report.found {
            say((command.explain ? "\n" : "") + report.text)
        } else {
            complain(report.text)
        }
    }
}

/// The steps so far, shown as they are taken where that is asked for.
private final class HopTrace: Sendable {
    private let all = Mutex<[DiscoveryReport.Hop]>([])
    private let isShown: Bool
    private let redacted: Redactor
    init(isShown: Bool, redacted: Redactor) { (self.isShown, self.redacted) = (isShown, redacted) }

    var hops: [DiscoveryReport.Hop] { all.withLock { $0 } }

    func add(_ hop: DiscoveryHop) {
        var hop = DiscoveryReport.Hop(hop)
        (hop.target, hop.why, hop.outcome) = (redacted(hop.target), redacted(hop.why), redacted(hop.outcome))
        if isShown { say(hop.text) }
        all.withLock { $0.append(hop) }
    }
}

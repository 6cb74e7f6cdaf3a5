// SPDX-License-Identifier: Apache-2.0

import CalDAV
import CalendarModel
import HTTPTransfer
import RemoteCalendars
import Settings

/// One account over the network, from its name to its calendars. What depends on a step that failed is skipped; every
/// step has the same limit.
struct AccountExamination {
    let account: AccountSettings
    let secret: Secret?
    let limit: Duration
    let report: (Finding) -> Void

    /// What the server says may hold what it was sent.
    private var redacted: Redactor {
        Redactor(username: account.username, passwords: [secret?.reveal()].compactMap { $0 })
    }

    private static let steps = [
        ("dns", "DNS"), ("tls", "TLS"), ("server", "server"), ("login", "login"), ("calendars", "calendars"),
    ]

    func run() async {
        let secret = secret
        let caldav = calDAVAccount(of: account) { secret?.reveal() }
        let client = HTTPClient()
        defer { client.shutdown() }
        let server = CalDAVServer(account: caldav, client: client)
        // Where a domain keeps its calendars is known only afterwards.
        let early = caldav.isDomainOnly && secret != nil ? await discover(server) : nil
        guard let reach = caldav.reach((try? early?.get())?.place) else {
            return skip(from: "dns", "\(account.url) is not a URL")
        }
        guard await isFound(reach) else { return }
        guard let host = await isReached(reach, client) else { return }
        guard secret != nil else { return skip(from: "login", "there is no password, see above") }
        await logIn(server, early, host)
    }

    /// For when nothing goes over the network.
    static func skip(_ account: AccountSettings, _ reason: String, _ report: (Finding) -> Void) {
        for (id, title) in steps { report(Check(id, title, account: account.name.rawValue).skipped(reason)) }
    }

    private func skip(from step: String, _ reason: String) {
        for (id, title) in Self.steps.drop(while: { $0.0 != step }) {
            report(Check(id, title, account: account.name.rawValue).skipped(reason))
        }
    }

    private func isFound(_ reach: ServerReach) async -> Bool {
        guard reach.request.unixSocket == nil else {
            report(
                Check("dns", "DNS", account: account.name.rawValue).skipped("the server is a socket of this machine"))
            return true
        }
        let proxy = account.proxy.map { CalDAVAccount(url: $0, username: "", password: { nil }) }?.reach()?.host
        let check = NameCheck(account: account.name.rawValue, host: proxy ?? reach.host, isProxy: proxy != nil)
        let finding = check.judge(await lookUp(check.host, limit: limit), hasNetwork: hasNetwork())
        report(finding)
        if finding.outcome == .failure { skip(from: "tls", "DNS failed") }
        return finding.outcome != .failure
    }

    /// - Returns: the host; `nil` where it does not answer.
    private func isReached(_ reach: ServerReach, _ client: HTTPClient) async -> String? {
        let handshake = await TLSCheck(account: account.name.rawValue, reach: reach).finding(
            limit: limit, now: wallTime())
        report(handshake)
        guard handshake.outcome != .failure else {
            skip(from: "server", "TLS failed")
            return nil
        }
        let (answers, findings) = await ServerCheck(account: account.name.rawValue, reach: reach).examine(
            client, limit: limit)
        findings.forEach(report)
        if !answers { skip(from: "login", "the server does not answer") }
        return answers ? reach.host : nil
    }

    private func logIn(_ server: CalDAVServer, _ early: Result<Discovery, RemoteError>?, _ host: String) async {
        let check = CalendarsCheck(account: account)
        let found: Result<Discovery, RemoteError>
        if let early { found = early } else { found = await discover(server) }
        switch found {
        case .failure(let error):
            report(check.judge(login: error))
            skip(from: "calendars", "the login failed")
        case .success(let discovery):
            report(check.judge(redacted.shown(discovery)))
            switch await timed({ try await server.poll(discovery.home).calendars }) {
            case .success(let calendars): check.judge(redacted.shown(calendars)).forEach(report)
            case .failure(let error): report(check.judge(poll: error))
            }
        }
    }

    private func discover(_ server: CalDAVServer) async -> Result<Discovery, RemoteError> {
        await timed { try await server.discover { _ in } }
    }

    private func timed<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async -> Result<Value, RemoteError> {
        let (url, redacted) = (account.url, redacted)
        let result = await within(limit) { () -> Result<Value, RemoteError> in
            do {
                return .success(try await body())
            } catch let error as RemoteError {
                return .failure(redacted(error))
            } catch {
                return .failure(RemoteError(.unreachable, scope: .account, retry: .now, message: "stopped: \(error)"))
            }
        }
        return result
            ?? .failure(
                RemoteError(
                    .timeout, scope: .account, retry: .now,
                    message: "\(url) did not answer within \(limit.components.seconds) s",
                    hint: "its administrator has to look; to wait longer: --timeout"))
    }
}

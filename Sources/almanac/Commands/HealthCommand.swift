// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ControlClient
import ControlWire

/// For Nagios, Icinga and whatever else runs monitoring plugins.
struct HealthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health", abstract: "Check everything in the manner of monitoring plugins.",
        discussion: """
            Prints one line with performance data. Exit codes: 0 OK, 1 WARNING, 2 CRITICAL (also when the daemon does not \
            run or does not answer), 3 UNKNOWN (wrong usage, or no permission). Numbers above a threshold are too much. \
            Lengths are written 90s, 15m, 1h30m or 2d.
            """)

    @Option(name: .long, help: ArgumentHelp("Check only this account; may be repeated.", valueName: "name"))
    var account: [String] = []
    @Option(name: .long, help: ArgumentHelp("Check only this calendar, account/name; may be repeated."))
    var calendar: [String] = []
    @OptionGroup var thresholds: HealthThresholds
    @Option(name: .long, help: ArgumentHelp("Give up after so long.", valueName: "seconds"))
    var timeout = 10
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard (1...3600).contains(timeout) else { throw ValidationError("--timeout takes 1 to 3600 seconds.") }
    }

    func run() async throws {
        let report: HealthReport
        do {
            let limits = try thresholds.limits()
            let status = try await connection.client.status(limit: timeout).document
            report = try HealthVerdict(
                status.document, accounts: account, calendars: calendar, limits: limits, now: secondsSince1970
            ).report()
        } catch {
            report = HealthReport(error)
        }
        try Self.finish(report, json: connection.json)
    }

    /// Ends the program, with what the report says.
    static func finish(_ report: HealthReport, json: Bool) throws -> Never {
        write((json ? try report.json() : report.line) + "\n", to: .standard)
        throw ExitCode(report.state.rawValue)
    }
}

struct HealthThresholds: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Age of the stalest calendar, or how long an account has failed (default: 3 times the interval).",
            valueName: "length"))
    var warningAge: String?
    @Option(name: .long, help: ArgumentHelp("The same (default: 12 times the interval).", valueName: "length"))
    var criticalAge: String?
    @Option(
        name: .long, help: ArgumentHelp("How long an edit waits for the server (default: 1h).", valueName: "length"))
    var warningPending: String?
    @Option(name: .long, help: ArgumentHelp("The same (default: 1d).", valueName: "length"))
    var criticalPending: String?
    @Option(
        name: .long, help: ArgumentHelp("Edits that the server has not confirmed (default: 100).", valueName: "count"))
    var warningQueue: Int64?
    @Option(name: .long, help: ArgumentHelp("The same (default: 1000).", valueName: "count"))
    var criticalQueue: Int64?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Deletions and edits that are held for a person, or refused (default: 0).", valueName: "count"))
    var warningHeld: Int64?
    @Option(name: .long, help: ArgumentHelp("The same (default: never).", valueName: "count"))
    var criticalHeld: Int64?
    @Option(
        name: .long, help: ArgumentHelp("Items kept aside, since they cannot be read (default: 0).", valueName: "count")
    )
    var warningQuarantined: Int64?
    @Option(name: .long, help: ArgumentHelp("The same (default: never).", valueName: "count"))
    var criticalQuarantined: Int64?

    func limits() throws(InputError) -> HealthLimits {
        let usual = HealthLimits()
        return HealthLimits(
            age: try HealthLimit(
                "age", warning: try seconds(warningAge), critical: try seconds(criticalAge), usual: usual.age),
            pending: try HealthLimit(
                "pending", warning: try seconds(warningPending), critical: try seconds(criticalPending),
                usual: usual.pending),
            queue: try HealthLimit("queue", warning: warningQueue, critical: criticalQueue, usual: usual.queue),
            held: try HealthLimit("held", warning: warningHeld, critical: criticalHeld, usual: usual.held),
            quarantined: try HealthLimit(
                "quarantined", warning: warningQuarantined, critical: criticalQuarantined, usual: usual.quarantined))
    }

    private func seconds(_ text: String?) throws(InputError) -> Int64? {
        guard let text else { return nil }
        guard let seconds = Length(text)?.seconds else {
            throw InputError("\"\(plain(text))\" is not a length. Write 90s, 15m, 1h30m or 2d.")
        }
        return seconds
    }
}

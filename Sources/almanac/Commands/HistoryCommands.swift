// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ControlClient
import ControlWire

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Show what changed, newest first, and why.")

    @Option(
        name: .long, help: ArgumentHelp("Since when: yesterday, 2026-03-01, or 2h for two hours.", valueName: "time"))
    var since: String?
    @Option(name: .long, help: "Only this calendar.") var calendar: String?
    @Option(name: .long, help: ArgumentHelp("How many entries (at most 1000).", valueName: "count")) var limit = 50
    @OptionGroup var zone: ZoneOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if !(1...1000).contains(limit) { throw ValidationError("--limit takes 1 to 1000.") }
    }

    func run() async throws {
        let clock = zone.clock
        let input = TimeInput(now: clock.now)
        let since = try since.map { text throws(InputError) in try input.since(text).description }
        let answer = try await connection.client.log(
            since: since, calendar: calendar, limit: limit, timeZone: clock.zone)
        connection.print(answer) { log, style in
            let text = logText(log.document, offset: clock.offset, style: style)
            let more = log.document.next == nil ? "" : style.dim("There is more: --limit \(limit * 2)\n")
            return text.isEmpty ? "Nothing has changed.\n" : text + more
        }
    }
}

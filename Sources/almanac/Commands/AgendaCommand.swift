// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ControlClient
import ControlWire
import Glibc

struct AgendaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agenda", abstract: "Show the events of some days.",
        discussion: """
            RANGE is today, tomorrow, week (the seven days from today; the default), month (31 days) or a day. With \
            --from, --to names the last day shown.
            """)

    @Argument(help: "Which days.") var range: String?
    @Option(name: .long, help: ArgumentHelp("The first day.", valueName: "day")) var from: String?
    @Option(name: .long, help: ArgumentHelp("The last day.", valueName: "day")) var to: String?
    @Option(name: .long, help: ArgumentHelp("How many days.", valueName: "count")) var days: Int?
    @Option(name: .long, help: ArgumentHelp("Only this calendar; may be repeated.", valueName: "calendar"))
    var calendar: [String] = []
    @OptionGroup var zone: ZoneOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let clock = zone.clock
        let input = TimeInput(now: clock.now)
        let range = try AgendaRange(word: range, from: from, to: to, days: days, input: input)
        let client = connection.client
        if connection.json {
            connection.print(try await page(of: range, clock, client, after: nil)) { _, _ in "" }
            return
        }
        var events: [OccurrenceDocument] = []
        var freshness: Freshness?
        var next: String?
        repeat {
            let answer = try await page(of: range, clock, client, after: next).document
            events += answer.document.events
            freshness = freshness ?? answer.freshness
            next = answer.document.next
        } while next != nil
        show(events, range, freshness)
    }

    private func page(
        of range: AgendaRange, _ clock: WallClock, _ client: ControlClient, after: String?
    ) async throws -> Answer<Fresh<OccurrenceList>> {
        try await client.events(
            from: "\(range.first)", to: "\(range.end)", timeZone: clock.zone, calendars: calendar, limit: 5000,
            after: after, shortIDs: true)
    }

    private func show(_ events: [OccurrenceDocument], _ range: AgendaRange, _ freshness: Freshness?) {
        let style = Style.standardOutput
        let agenda = AgendaText(range: range, events: events, style: style).text()
        let last = range.end + -1
        let span = range.first == last ? "on \(range.first)" : "from \(range.first) to \(last)"
        write(agenda.isEmpty ? "Nothing \(span).\n" : agenda, to: .standard)
        guard let freshness else { return }
        write("\n\(style.dim(freshnessLine(freshness, now: secondsSince1970)))\n", to: .standard)
    }
}

struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one event in full.")

    @Argument(help: "The event: any unique prefix of its id.") var id: String
    @OptionGroup var zone: ZoneOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let answer = try await connection.client.event(id, timeZone: zone.clock.zone)
        connection.print(answer) { EventText(event: $0.document, style: $1).text() }
    }
}

// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ControlClient
import ControlWire
import Glibc

struct AddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add an event.",
        discussion: """
            Without --end and --duration an event takes one hour, or one day with --all-day or a day as --start. \
            Without --calendar it goes to the default calendar, or to the only one that can be written.
              almanac add "Lunch" --start "tomorrow 12:30" --duration 45m
              almanac add "Fair" --start 2026-05-04 --end 2026-05-08 --calendar work/team
              almanac add "Stand-up" --start "monday 9:00" --repeat "FREQ=WEEKLY;BYDAY=MO,WE"
            """)

    @Argument(help: "The title.") var title: String
    @Option(name: .long, help: ArgumentHelp("When it starts.", valueName: "time")) var start: String
    @Option(name: .long, help: ArgumentHelp("When it ends; for all-day events the last day.", valueName: "time"))
    var end: String?
    @Option(name: .long, help: ArgumentHelp("How long it takes: 45m, 1h30m, 2d.", valueName: "length"))
    var duration: String?
    @Flag(name: .long, help: "It takes whole days.") var allDay = false
    @Option(name: .long, help: ArgumentHelp("Repeat it: an RRULE.", valueName: "rule")) var `repeat`: String?
    @Option(name: .long, help: "Which calendar.") var calendar: String?
    @Option(name: .long, help: "Where it is.") var location: String?
    @Option(name: .long, help: "What it is about.") var description: String?
    @OptionGroup var zone: ZoneOptions
    @OptionGroup var wait: WaitOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let clock = zone.clock
        let schedule = try ScheduleInput(
            start: start, end: end, duration: duration, allDay: allDay, input: TimeInput(now: clock.now))
        let event = CreateEventRequest(
            title: title, start: schedule.start, end: schedule.end, duration: schedule.duration,
            timeZone: schedule.isAllDay ? nil : clock.zone, calendar: calendar, description: description,
            location: location, recurrenceRule: `repeat`)
        let answer = try await connection.client.create(event, timeZone: clock.zone, waitSeconds: wait.wait)
        try await connection.report(answer, verb: "Added", zone: clock.zone)
    }
}

struct EditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Change an event.",
        discussion: """
            What is not named stays. An empty text clears: --location "". A new start keeps the length unless --end or \
            --duration says otherwise. A recurring event is changed as a whole, with --scope series.
            """)

    @Argument(help: "The event: any unique prefix of its id.") var id: String
    @Option(name: .long, help: "The new title.") var title: String?
    @Option(name: .long, help: "The new place.") var location: String?
    @Option(name: .long, help: "The new description.") var description: String?
    @Option(name: .long, help: ArgumentHelp("When it starts.", valueName: "time")) var start: String?
    @Option(name: .long, help: ArgumentHelp("When it ends; for all-day events the last day.", valueName: "time"))
    var end: String?
    @Option(name: .long, help: ArgumentHelp("How long it takes: 45m, 1h30m, 2d.", valueName: "length"))
    var duration: String?
    @Option(name: .long, help: ScopeInput.help) var scope: ScopeInput?
    @OptionGroup var zone: ZoneOptions
    @OptionGroup var wait: WaitOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        let texts = [title, location, description, start, end, duration]
        if texts.allSatisfy({ $0 == nil }) { throw ValidationError("Name what to change, such as --title.") }
    }

    func run() async throws {
        let clock = zone.clock
        let client = connection.client
        var change = ChangeEventRequest()
        change.title = fieldChange(title)
        change.location = fieldChange(location)
        change.description = fieldChange(description)
        if start != nil || end != nil || duration != nil {
            let event = try await client.event(id, timeZone: clock.zone).document.document
            let schedule = try ScheduleInput(
                changing: event, start: start, end: end, duration: duration, input: TimeInput(now: clock.now))
            (change.start, change.end, change.duration) = (schedule.newStart, schedule.end, schedule.duration)
        }
        let answer = try await client.change(
            id, change, scope: scope?.rawValue, timeZone: clock.zone, waitSeconds: wait.wait)
        try await connection.report(answer, verb: "Changed", zone: clock.zone)
    }

    private func fieldChange(_ text: String?) -> FieldChange<String> {
        text.map { $0.isEmpty ? .clear : .set($0) } ?? .keep
    }
}

struct DeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete an event.",
        discussion: "A recurring event is deleted as a whole, with --scope series.")

    @Argument(help: "The event: any unique prefix of its id.") var id: String
    @Option(name: .long, help: ScopeInput.help) var scope: ScopeInput?
    @OptionGroup var wait: WaitOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let answer = try await connection.client.delete(id, scope: scope?.rawValue, waitSeconds: wait.wait)
        try await connection.report(answer, verb: "Deleted", zone: nil)
    }
}

enum ScopeInput: String, ExpressibleByArgument, CaseIterable {
    case this, following, series
    static let help: ArgumentHelp = "How much of a recurring event is meant: this, following or series."
}

extension ConnectionOptions {
    /// Says what became of an edit. One that the server refused is a failure.
    func report(_ answer: Answer<EditReceipt>, verb: String, zone: String?) async throws {
        print(answer) { receipt, style in receiptText(receipt, verb: verb, style: style) }
        if answer.document.state == .refused { throw ExitCode(ExitStatus.failed.rawValue) }
    }
}

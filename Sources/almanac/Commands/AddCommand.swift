// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ControlClient
import ControlWire

struct AddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add an event.",
        discussion: """
            Without --end and --duration an event takes one hour, or one day with --all-day or a day as --start. \
            Without --calendar it goes to the default calendar, or to the only one that can be written.
              almanac add "Lunch" --start "tomorrow 12:30" --duration 45m
              almanac add "Fair" --start 2026-05-04 --end 2026-05-08 --calendar work/team
              almanac add "Stand-up" --start "monday 9:00" --repeat "FREQ=WEEKLY;BYDAY=MO,WE" --remind 10m
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
    @OptionGroup var details: DetailOptions
    @OptionGroup var zone: ZoneOptions
    @OptionGroup var wait: WaitOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let clock = zone.clock
        let schedule = try ScheduleInput(
            start: start, end: end, duration: duration, allDay: allDay, input: TimeInput(now: clock.now))
        var event = CreateEventRequest(
            title: title, start: schedule.start, end: schedule.end, duration: schedule.duration,
            timeZone: schedule.isAllDay ? nil : clock.zone, calendar: calendar, description: description,
            location: location, recurrenceRule: `repeat`)
        (event.url, event.status, event.organizer) = (details.url, details.status, details.organizer)
        event.categories = DetailInput.names(details.category)
        event.alarms = try DetailInput.alarms(details.remind)
        event.attendees = details.invite.map { AttendeeRequest(address: $0) }
        let answer = try await connection.client.create(event, timeZone: clock.zone, waitSeconds: wait.wait)
        try await connection.report(answer, verb: "Added", zone: clock.zone)
    }
}

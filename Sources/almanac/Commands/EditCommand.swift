// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ControlClient
import ControlWire

struct EditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Change an event.",
        discussion: """
            What is not named stays. An empty text clears: --location "". A new start keeps the length unless --end or \
            --duration says otherwise. --category and --remind name all that there are to be. Of a recurring event \
            --scope says how much is meant: series, or this or following with --on DATE.
              almanac edit 9b95 --start 13:00
              almanac edit 9b95 --scope this --on 2026-03-09 --location "Room 2"
              almanac edit 9b95 --scope following --on monday --start 9:30
              almanac edit 9b95 --accept
            """)

    enum Answer: String, EnumerableFlag {
        case accept, decline, tentative

        var status: String {
            switch self {
            case .accept: "accepted"
            case .decline: "declined"
            case .tentative: "tentative"
            }
        }
        static func help(for value: Answer) -> ArgumentHelp? {
            switch value {
            case .accept: "Accept the invitation."
            case .decline: "Decline the invitation."
            case .tentative: "Answer that you may come."
            }
        }
    }

    @Argument(help: "The event: any unique prefix of its id.") var id: String
    @Option(name: .long, help: "The new title.") var title: String?
    @Option(name: .long, help: "The new place.") var location: String?
    @Option(name: .long, help: "The new description.") var description: String?
    @Option(name: .long, help: ArgumentHelp("When it starts.", valueName: "time")) var start: String?
    @Option(name: .long, help: ArgumentHelp("When it ends; for all-day events the last day.", valueName: "time"))
    var end: String?
    @Option(name: .long, help: ArgumentHelp("How long it takes: 45m, 1h30m, 2d.", valueName: "length"))
    var duration: String?
    @Option(
        name: .long,
        help: ArgumentHelp("Repeat it: an RRULE. An empty one ends the repeating.", valueName: "rule"))
    var `repeat`: String?
    @OptionGroup var details: DetailOptions
    @Option(
        name: .long,
        help: ArgumentHelp("Invite somebody no longer; may be given several times.", valueName: "address"))
    var uninvite: [String] = []
    @Flag(help: "Answer the invitation.") var answer: Answer?
    @Option(name: .customLong("as"), help: ArgumentHelp("As which attendee to answer.", valueName: "address"))
    var attendee: String?
    @OptionGroup var part: PartOptions
    @OptionGroup var zone: ZoneOptions
    @OptionGroup var wait: WaitOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        let texts = [title, location, description, start, end, duration, `repeat`, details.url, details.status]
        let lists = [details.category, details.remind, details.invite, uninvite]
        if texts.allSatisfy({ $0 == nil }), lists.allSatisfy(\.isEmpty), answer == nil {
            throw ValidationError("Name what to change, such as --title.")
        }
        if attendee != nil, answer == nil {
            throw ValidationError("--as goes with --accept, --decline or --tentative.")
        }
    }

    func run() async throws {
        let clock = zone.clock
        let client = connection.client
        let instance = try part.instance(clock)
        var change = ChangeEventRequest()
        change.title = fieldChange(title)
        change.location = fieldChange(location)
        change.description = fieldChange(description)
        change.url = fieldChange(details.url)
        change.status = fieldChange(details.status)
        change.recurrenceRule = fieldChange(`repeat`)
        change.categories = listChange(details.category.isEmpty ? nil : DetailInput.names(details.category))
        change.alarms = listChange(details.remind.isEmpty ? nil : try DetailInput.alarms(details.remind))
        change.organizer = details.organizer
        change.answer = answer.map { AnswerRequest(status: $0.status, address: attendee) }
        let isMoved = start != nil || end != nil || duration != nil
        if isMoved || !details.invite.isEmpty || !uninvite.isEmpty {
            let event = try await client.event(
                id, instance: part.scope == .series ? nil : instance, timeZone: clock.zone
            )
            .document.document
            if isMoved {
                let schedule = try ScheduleInput(
                    changing: event, start: start, end: end, duration: duration, input: TimeInput(now: clock.now))
                (change.start, change.end, change.duration) = (schedule.newStart, schedule.end, schedule.duration)
            }
            if !details.invite.isEmpty || !uninvite.isEmpty {
                change.attendees = listChange(
                    try DetailInput.attendees(event.participants, inviting: details.invite, without: uninvite))
            }
        }
        let answer = try await client.change(
            id, change, scope: part.scope?.rawValue, instance: instance, timeZone: clock.zone, waitSeconds: wait.wait)
        try await connection.report(answer, verb: "Changed", zone: clock.zone)
    }

    private func fieldChange(_ text: String?) -> FieldChange<String> {
        text.map { $0.isEmpty ? .clear : .set($0) } ?? .keep
    }

    private func listChange<Item>(_ items: [Item]?) -> FieldChange<[Item]> {
        items.map { $0.isEmpty ? .clear : .set($0) } ?? .keep
    }
}

// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ControlClient
import ControlWire

struct CalendarsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendars", abstract: "List, make, rename, colour, order and delete calendars.",
        discussion: """
            A calendar is named as account/name, or by a short or display name that only one has.
              almanac calendars create "Book club" --color "#3465a4"
              almanac calendars rename work/team "The team"
            """,
        subcommands: [List.self, Create.self, Rename.self, Color.self, Order.self, DeleteCalendarCommand.self],
        defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the calendars.")
        @OptionGroup var connection: ConnectionOptions

        func run() async throws {
            let now = secondsSince1970
            connection.print(try await connection.client.calendars()) {
                calendarsText($0.document.calendars, now: now, style: $1)
            }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a calendar on the server, and wait for it.",
            discussion: "Without --account it is made in the only one. Some servers, such as Google's, make none.")
        @Argument(help: "What it is called.") var name: String
        @Option(name: .long, help: ArgumentHelp("The account.", valueName: "name")) var account: String?
        @Option(name: .long, help: ArgumentHelp("Its colour, as #3465a4.", valueName: "colour")) var color: String?
        @Option(name: .long, help: ArgumentHelp("Its place among the others.", valueName: "number")) var order: Int?
        @Option(
            name: .long,
            help: ArgumentHelp("What it holds: VEVENT (the default), VTODO, VJOURNAL; with commas.", valueName: "list"))
        var components: String?
        @OptionGroup var connection: ConnectionOptions

        func run() async throws {
            let components = components?.split(separator: ",").map { String($0.drop { $0 == " " }) }
            let answer = try await connection.client.create(
                CreateCalendarRequest(
                    name: name, account: account, color: color, order: order, components: components))
            connection.print(answer) { madeCalendarText($0.document, style: $1) }
        }
    }

    struct Rename: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give a calendar another name.")
        @Argument(help: "The calendar.") var calendar: String
        @Argument(help: "What it is to be called; its short name stays.") var name: String
        @OptionGroup var wait: WaitOptions
        @OptionGroup var connection: ConnectionOptions

        func run() async throws {
            try await connection.change(calendar, ChangeCalendarRequest(displayName: name), wait.wait)
        }
    }

    struct Color: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give a calendar another colour.")
        @Argument(help: "The calendar.") var calendar: String
        @Argument(help: "As #3465a4.") var color: String
        @OptionGroup var wait: WaitOptions
        @OptionGroup var connection: ConnectionOptions

        func run() async throws {
            try await connection.change(calendar, ChangeCalendarRequest(color: color), wait.wait)
        }
    }

    struct Order: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a calendar another place among the others of its account.")
        @Argument(help: "The calendar.") var calendar: String
        @Argument(help: "A number; smaller ones come first.") var order: Int
        @OptionGroup var wait: WaitOptions
        @OptionGroup var connection: ConnectionOptions

        func run() async throws {
            try await connection.change(calendar, ChangeCalendarRequest(order: order), wait.wait)
        }
    }
}

extension ConnectionOptions {
    /// Says what became of it. What the server refused is a failure.
    fileprivate func change(_ calendar: String, _ change: ChangeCalendarRequest, _ wait: Int?) async throws {
        let answer = try await client.change(calendar: calendar, change, waitSeconds: wait)
        print(answer) { changedCalendarText($0.document, style: $1) }
        if answer.document.document.refused != nil { throw ExitCode(ExitStatus.failed.rawValue) }
    }
}

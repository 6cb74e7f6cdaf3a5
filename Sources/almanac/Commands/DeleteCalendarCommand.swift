// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ControlClient
import ControlWire
import Glibc

/// `almanac calendars delete`
struct DeleteCalendarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a calendar on the server, with everything in it.",
        discussion: """
            Asks for the calendar's name on a terminal; elsewhere --yes is needed. The texts of its events stay in the \
            log here; on the server, and for everybody else, they are gone.
            """)
    @Argument(help: "The calendar.") var calendar: String
    @Flag(name: .long, help: "Do not ask.") var yes = false
    @Flag(name: .long, help: "Also when edits wait for it, which never reach the server then.") var discardEdits = false
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let client = connection.client
        let details = try await client.calendar(calendar).document
        let id = details.document.calendar.id
        if !yes { try confirm(details) }
        let answer = try await client.deleteCalendar(id, discardEdits: discardEdits)
        connection.print(answer) { deleted, _ in
            "Deleted \(plain(deleted.id)) with \(When.count(deleted.events, "event")). See: almanac log\n"
        }
    }

    private func confirm(_ details: Fresh<CalendarDetails>) throws {
        let id = details.document.calendar.id
        let style = Style.forTerminal(STDERR_FILENO, environment: environment)
        write(deletionText(details, style: style), to: .error)
        guard isatty(STDIN_FILENO) == 1 else {
            throw Failure(.usage, "Nothing was deleted.", next: "almanac calendars delete \(plain(id)) --yes")
        }
        write("Type \(plain(id)) to delete it: ", to: .error)
        guard readLine() == id else { throw Failure(.failed, "Nothing was deleted.") }
    }
}

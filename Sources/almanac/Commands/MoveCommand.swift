// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ControlClient
import ControlWire

struct MoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move", abstract: "Move an event to another calendar.",
        discussion: """
            A recurring event is moved as a whole. To another account it is sent anew and deleted in the old one once \
            it has arrived; with attendees that takes --anyway, because both servers would mail them.
              almanac move 9b95 team
              almanac move 9b95 home/private --wait 10
            """)

    @Argument(help: "The event: any unique prefix of its id.") var id: String
    @Argument(help: "The calendar: account/name, or a name that only one has.") var calendar: String
    @Flag(name: .long, help: "Also where the attendees are mailed for it.") var anyway = false
    @OptionGroup var wait: WaitOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let request = MoveEventRequest(calendar: calendar, anyway: anyway ? true : nil)
        let answer = try await connection.client.move(id, request, waitSeconds: wait.wait)
        try await connection.report(answer, verb: "Moved", zone: nil)
    }
}

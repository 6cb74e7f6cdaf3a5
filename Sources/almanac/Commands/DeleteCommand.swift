// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ControlClient

struct DeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete an event.",
        discussion: """
            Of a recurring event --scope says how much is meant: series, or this or following with --on DATE.
              almanac delete 7ab2 --scope this --on tomorrow
            """)

    @Argument(help: "The event: any unique prefix of its id.") var id: String
    @OptionGroup var part: PartOptions
    @OptionGroup var zone: ZoneOptions
    @OptionGroup var wait: WaitOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let clock = zone.clock
        let answer = try await connection.client.delete(
            id, scope: part.scope?.rawValue, instance: try part.instance(clock), timeZone: clock.zone,
            waitSeconds: wait.wait)
        try await connection.report(answer, verb: "Deleted", zone: nil)
    }
}

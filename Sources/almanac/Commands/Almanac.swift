// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ControlWire

struct Almanac: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "almanac",
        abstract: "Your calendars, offline, and in step with their servers.",
        discussion: """
            Days are written 2026-03-01, today, tomorrow, yesterday or as a weekday; times 9:00, "tomorrow 9:00" or \
            "2026-03-01 09:00". An event is named by any unique prefix of its id.

            The daemon's socket is looked for in --socket, $ALMANAC_SOCKET, $XDG_RUNTIME_DIR/almanac/almanac.sock and \
            /run/almanac/almanac.sock.

            Exit codes: 0 done, 1 failed, 2 wrong usage, 3 the daemon does not run; `health` has its own.
            """,
        version: almanacVersion,
        subcommands: [
            StatusCommand.self, HealthCommand.self, SyncCommand.self, AgendaCommand.self, ShowCommand.self,
            AddCommand.self,
            EditCommand.self, MoveCommand.self, DeleteCommand.self, AccountsCommand.self, CalendarsCommand.self,
            LogCommand.self, ConflictsCommand.self, ReloadCommand.self, DiscoverCommand.self, DoctorCommand.self,
        ])
}

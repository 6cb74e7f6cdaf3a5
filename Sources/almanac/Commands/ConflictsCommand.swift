// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ControlClient
import ControlWire

struct ConflictsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conflicts", abstract: "Show edits of both sides that met, and what was kept.",
        subcommands: [List.self, Show.self, Settle.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the open conflicts.")
        @Flag(name: .long, help: "Settled ones too.") var all = false
        @OptionGroup var zone: ZoneOptions
        @OptionGroup var connection: ConnectionOptions

        func run() async throws {
            let offset = zone.clock.offset
            connection.print(try await connection.client.conflicts(includingSettled: all)) { list, style in
                let conflicts = list.document.conflicts
                guard !conflicts.isEmpty else { return "No conflicts.\n" }
                let next = style.dim("Once you have seen them: almanac conflicts settle --all\n")
                return conflictsText(conflicts, offset: offset, style: style)
                    + (conflicts.contains(where: \.open) ? next : "")
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a conflict with all three texts.")
        @Argument(help: "The conflict's number.") var id: String
        @OptionGroup var zone: ZoneOptions
        @OptionGroup var connection: ConnectionOptions

        func run() async throws {
            let offset = zone.clock.offset
            connection.print(try await connection.client.conflict(id)) { conflict, style in
                conflictText(conflict.document, offset: offset, style: style)
            }
        }
    }

    struct Settle: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that you are done with conflicts.",
            discussion: """
                What was kept stays as it is. `almanac health` and `almanac status` no longer tell of them, and \
                `almanac conflicts list --all` still lists them.
                """)
        @Argument(help: ArgumentHelp("The conflicts' numbers.", valueName: "id")) var ids: [String] = []
        @Flag(name: .long, help: "All that are open.") var all = false
        @OptionGroup var connection: ConnectionOptions

        func validate() throws {
            if ids.isEmpty != all { throw ValidationError("Name conflicts by their numbers, or add --all.") }
        }

        func run() async throws {
            guard all else { return try await settle(ids) }
            var open = try await listOpen()
            if open.isEmpty, !connection.json { write("No conflicts.\n", to: .standard) }
            // A list has a thousand at most.
            while !open.isEmpty {
                for id in open {
                    // By somebody else meanwhile is as well.
                    do { try await settle([id]) } catch ControlError.problem(let problem) where problem.status == 409 {}
                }
                open = try await listOpen()
            }
        }

        private func listOpen() async throws -> [String] {
            let list = try await connection.client.conflicts(includingSettled: false).document
            return list.document.conflicts.map { String($0.id) }
        }

        private func settle(_ ids: [String]) async throws {
            for id in ids {
                connection.print(try await connection.client.settleConflict(id)) { conflict, style in
                    let calendar = style.dim("[\(plain(conflict.calendar))]")
                    return "Settled conflict \(conflict.id), \"\(plain(conflict.title))\"  \(calendar)\n"
                }
            }
        }
    }
}

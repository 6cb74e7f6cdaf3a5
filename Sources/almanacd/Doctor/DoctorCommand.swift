// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `almanacd doctor`: what `almanac doctor` runs, for it needs no daemon.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Examine the installation, and say what to do about what is wrong.",
        discussion: """
            Settings, units, time zones, permissions, credentials, the disk, passwords, the daemon, its database, and \
            for each account DNS, TLS, the server and its calendars. Needs no daemon, and changes nothing.

            Exit status: 0 nothing is wrong, though there may be warnings; 1 something is.
            """)

    @Option(
        name: .long, help: ArgumentHelp("Only this account; can be repeated.", valueName: "name"))
    var account: [String] = []

    @Flag(name: .long, help: "Leave out what goes over the network.")
    var offline = false

    @Flag(name: .long, help: "Compare everything in the database, on a copy; may take minutes.")
    var deep = false

    @Option(name: .long, help: ArgumentHelp("How long each step over the network may take.", valueName: "seconds"))
    var timeout = 20

    @Flag(name: .long, help: "Examine the system's daemon; root's default.")
    var system = false

    @Flag(name: .long, help: "Examine this user's own daemon.")
    var user = false

    @Flag(name: .long, help: "Print the findings as JSON.")
    var json = false

    /// Takes `--config`, wherever it stands.
    @ParentCommand var daemon: AlmanacDaemon

    var config: String? { daemon.options.config }

    func validate() throws {
        if system, user { throw ValidationError("--system and --user exclude each other.") }
        if !(1...600).contains(timeout) { throw ValidationError("--timeout takes 1 to 600 seconds.") }
    }
}

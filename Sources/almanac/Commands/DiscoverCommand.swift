// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Runs `almanacd discover`: this program speaks to the daemon only, and there need not be one yet.
struct DiscoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discover", abstract: "Find the calendars of an address, and the settings for them.",
        discussion: """
            Needs no daemon. The user name and the password are those of the account in the settings that the argument \
            names, or whose URL it is; else they are asked for. No option takes a password: it would be seen by everybody.
            """)

    @Argument(help: "An account in the settings, a URL, a host, or an address such as alice@example.org.")
    var target: String
    @Flag(name: .long, help: "Show each step, and why it was taken.") var explain = false
    @Flag(name: .long, help: "Print the outcome as JSON.") var json = false
    @Option(name: .long, help: ArgumentHelp("The user name; by default the address.", valueName: "name"))
    var username: String?
    @Option(
        name: .long, help: ArgumentHelp("A file with the password, mode 600.", valueName: "file"), completion: .file())
    var passwordFile: String?
    @Flag(name: .long, help: "Read the password from standard input, one line.") var passwordStdin = false
    @Option(
        name: .long,
        help: ArgumentHelp("A further host that may be given the password; can be repeated.", valueName: "host"))
    var allowHost: [String] = []
    @Option(
        name: .long, help: ArgumentHelp("Certificate authorities in place of the system's.", valueName: "file"),
        completion: .file())
    var caFile: String?
    @Option(name: .long, help: ArgumentHelp("The settings file.", valueName: "file"), completion: .file())
    var config: String?

    func validate() throws {
        if passwordStdin, passwordFile != nil {
            throw ValidationError("--password-stdin and --password-file exclude each other.")
        }
    }

    func run() throws {
        try DaemonProgram.installed().become(["discover"] + options + ["--", target])
    }

    private var options: [String] {
        let flags = [("--explain", explain), ("--json", json), ("--password-stdin", passwordStdin)]
        let values =
            [
                ("--username", username), ("--password-file", passwordFile), ("--ca-file", caFile),
                ("--config", config),
            ] + allowHost.map { ("--allow-host", $0) }
        return flags.filter(\.1).map(\.0) + values.flatMap { name, value in value.map { ["\(name)=\($0)"] } ?? [] }
    }
}

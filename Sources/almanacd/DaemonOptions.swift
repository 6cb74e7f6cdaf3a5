// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ControlWire
import Logging

struct DaemonOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The settings file.", valueName: "file"))
    var config: String?

    @Flag(name: .long, help: "Read the settings, say what is wrong with them, and exit.")
    var checkConfig = false

    @Flag(name: .long, help: "Sync everything once, both ways, and exit: 0 only if everything is in step.")
    var once = false

    @Option(name: .long, help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel: LevelName = .info
}

/// The names of swift-log's levels.
enum LevelName: String, ExpressibleByArgument, CaseIterable {
    case trace, debug, info, notice, warning, error, critical
    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}

struct AlmanacDaemon: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "almanacd",
        abstract: "Keeps a local calendar database in step with calendar servers.",
        discussion: """
            Without --config the first that exists of $XDG_CONFIG_HOME/almanac/almanac.toml and /etc/almanac/almanac.toml \
            is read. SIGHUP reads it again; a file with mistakes leaves the old settings in force. SIGUSR1 logs more, or \
            less again. SIGTERM stops.

            Exit status: 0 all is well; 1 --once left something out of step, doctor found something wrong, or the daemon failed; 64 wrong usage; 75 another daemon holds \
            the database; 78 the settings are wrong.
            """,
        version: almanacVersion, subcommands: [DiscoverCommand.self, DoctorCommand.self])

    @OptionGroup var options: DaemonOptions
}

// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ControlClient
import ControlWire
import Glibc

/// What every command takes.
struct ConnectionOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The daemon's socket.", valueName: "path"), completion: .file())
    var socket: String?

    @Flag(name: .long, help: "Print the daemon's answer as JSON.")
    var json = false

    var client: ControlClient {
        let search = SocketSearch(
            explicit: socket, user: getuid(), environment: environment, exists: { access($0, F_OK) == 0 })
        return ControlClient(search)
    }

    /// The answer as JSON if asked for, else as text.
    func print<Document>(_ answer: Answer<Document>, _ text: (Document, Style) -> String) {
        if json {
            write(String(decoding: answer.json, as: UTF8.self) + "\n", to: .standard)
        } else {
            write(text(answer.document, .standardOutput), to: .standard)
        }
    }
}

/// Which zone days and times are meant and shown in.
struct ZoneOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The time zone to read and show times in.", valueName: "zone"))
    var tz: String?

    var clock: WallClock { .system(zone: tz) }
}

/// How long an edit waits for the server.
struct WaitOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("Wait so long for the server to take the edit (at most 300).", valueName: "seconds"))
    var wait: Int?

    func validate() throws {
        if let wait, !(0...300).contains(wait) { throw ValidationError("--wait takes 0 to 300 seconds.") }
    }
}

extension Style {
    static var standardOutput: Style { forTerminal(STDOUT_FILENO, environment: environment) }
}

var secondsSince1970: Int64 { Int64(time(nil)) }

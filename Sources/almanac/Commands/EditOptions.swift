// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ControlClient
import ControlWire

/// What `add` and `edit` both take.
struct DetailOptions: ParsableArguments {
    @Option(name: .long, help: "Where to read more.") var url: String?
    @Option(name: .long, help: "confirmed, tentative or cancelled.") var status: String?
    @Option(name: .long, help: ArgumentHelp("A category; may be given several times.", valueName: "name"))
    var category: [String] = []
    @Option(
        name: .long,
        help: ArgumentHelp("Remind so long before it starts: 10m, 1d. May be given several times.", valueName: "length")
    )
    var remind: [String] = []
    @Option(
        name: .long,
        help: ArgumentHelp("Invite somebody; may be given several times.", valueName: "address"))
    var invite: [String] = []
    @Option(
        name: .long,
        help: ArgumentHelp("Who invites, if not the account's user.", valueName: "address"))
    var organizer: String?
}

/// Which part of a recurring event an edit means.
struct PartOptions: ParsableArguments {
    @Option(name: .long, help: ScopeInput.help) var scope: ScopeInput?
    @Option(name: .long, help: ArgumentHelp("The day of the instance that is meant.", valueName: "day")) var on: String?

    func validate() throws {
        if on != nil, scope == nil || scope == .series {
            throw ValidationError("--on goes with --scope this or --scope following.")
        }
    }

    /// As the daemon takes it.
    func instance(_ clock: WallClock) throws -> String? {
        try on.map { try TimeInput(now: clock.now).day($0).description }
    }
}

enum ScopeInput: String, ExpressibleByArgument, CaseIterable {
    case this, following, series
    static let help: ArgumentHelp = "How much of a recurring event is meant: this, following or series."
}

extension ConnectionOptions {
    /// Says what became of an edit. One that the server refused is a failure.
    func report(_ answer: Answer<EditReceipt>, verb: String, zone: String?) async throws {
        print(answer) { receipt, style in receiptText(receipt, verb: verb, style: style) }
        if answer.document.state == .refused { throw ExitCode(ExitStatus.failed.rawValue) }
    }
}

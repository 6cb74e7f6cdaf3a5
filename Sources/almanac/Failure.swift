// SPDX-License-Identifier: Apache-2.0

import ControlClient
import ControlWire

/// An error as a person reads it: what, why, and the next command.
struct Failure: Error, Equatable {
    var status: ExitStatus
    var what: String
    var details: [String] = []
    var next: String?

    init(_ status: ExitStatus, _ what: String, details: [String] = [], next: String? = nil) {
        self.status = status
        self.what = what
        self.details = details
        self.next = next
    }

    /// `nil` for what belongs to the argument parser.
    init?(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as InputError: self.init(.usage, error.description)
        case is CancellationError: self.init(.failed, "Interrupted.")
        case ControlError.late:
            self.init(.failed, "almanacd has not answered in time; it may go on with it.", next: "almanac status")
        case ControlError.lost(let message): self.init(.failed, plain(message))
        case ControlError.noDaemon(let problem) where problem.isForbidden:
            self.init(
                .noDaemon, "almanacd's socket may not be used by you.", details: problem.tried.map { plain($0) },
                next: "sudo usermod --append --groups almanac $USER, and log in again")
        case ControlError.noDaemon(let problem):
            self.init(
                .noDaemon, "almanacd does not run.", details: problem.tried.map { plain($0) },
                next: problem.command)
        case ControlError.unanswered(let problem, let isHarmless):
            self.init(
                isHarmless ? .noDaemon : .failed,
                isHarmless
                    ? "almanacd does not answer." : "almanacd does not answer; it may have done it or not.",
                details: problem.tried.map { plain($0) }, next: problem.command)
        case ControlError.problem(let problem):
            self.init(
                .failed, plain(problem.detail ?? problem.title), details: (problem.errors ?? []).map { plain($0) },
                next: problem.hint.map { plain($0) })
        default: return nil
        }
    }

    func text(style: Style) -> String {
        let lines =
            ["\(style.bad("almanac:")) \(what)"] + details.map { "  \($0)" } + (next.map { ["  Next: \($0)"] } ?? [])
        return lines.joined(separator: "\n") + "\n"
    }
}

extension SocketProblem {
    /// The system's daemon runs for others. Whoever has one of their own has to start that.
    fileprivate var isForbidden: Bool {
        !command.contains(" --user ") && tried.contains { $0.hasSuffix("permission denied") }
    }
}

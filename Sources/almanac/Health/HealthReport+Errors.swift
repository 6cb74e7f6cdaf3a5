// SPDX-License-Identifier: Apache-2.0

import ControlClient
import ControlWire

extension HealthReport {
    /// Why there is no status: a daemon that does not run or does not answer is critical; what the one who asks did
    /// wrong, or may not do, says nothing about it.
    init(_ error: any Error) {
        switch error {
        case let error as InputError: self.init(.unknown, error.description)
        case ControlError.noDaemon(let problem) where problem.tried.contains { $0.hasSuffix("permission denied") }:
            self.init(.unknown, "almanacd's socket may not be used: \(problem.tried.joined(separator: ", "))")
        case ControlError.noDaemon(let problem):
            self.init(.critical, "almanacd does not run; to start it: \(problem.command)")
        case ControlError.unanswered(let problem, _):
            self.init(.critical, "almanacd does not answer; next: \(problem.command)")
        case ControlError.late: self.init(.critical, "almanacd does not answer in time")
        case ControlError.problem(let problem) where [403, 429].contains(problem.status):
            self.init(.unknown, problem.detail ?? problem.title)
        case ControlError.problem(let problem): self.init(.critical, problem.detail ?? problem.title)
        case ControlError.lost(let message): self.init(.critical, message)
        default: self.init(.unknown, "\(error)")
        }
    }
}

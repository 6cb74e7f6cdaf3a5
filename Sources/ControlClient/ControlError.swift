// SPDX-License-Identifier: Apache-2.0

package import ControlWire

/// Why the daemon did not do what was asked.
package enum ControlError: Error, Sendable, Equatable {
    /// Nobody listens at any of the places tried.
    case noDaemon(SocketProblem)
    /// The daemon refused, with its reason and the next step.
    case problem(ProblemDocument)
    /// No answer within the limit; the daemon may go on with what was asked.
    case late
    /// The connection broke off, or the answer is not one of almanacd's.
    case lost(String)
}

package struct SocketProblem: Sendable, Equatable {
    /// Each place tried with what happened there.
    package var tried: [String]
    package var startCommand: String
    package init(tried: [String], startCommand: String) {
        self.tried = tried
        self.startCommand = startCommand
    }
}

// SPDX-License-Identifier: Apache-2.0

package import ControlWire

/// Why the daemon did not do what was asked.
package enum ControlError: Error, Sendable, Equatable {
    /// Nobody listens at any of the places tried.
    case noDaemon(SocketProblem)
    /// Somebody listens, which is systemd while the daemon cannot start, and no answer came.
    ///
    /// - Parameter isHarmless: the request changes nothing. Else the daemon may have done what was asked.
    case unanswered(SocketProblem, isHarmless: Bool)
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
    /// The next command to type.
    package var command: String
    package init(tried: [String], command: String) {
        self.tried = tried
        self.command = command
    }
}

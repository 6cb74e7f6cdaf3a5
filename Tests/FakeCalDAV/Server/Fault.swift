// SPDX-License-Identifier: Apache-2.0

/// What happens to requests whose ``FakeRequest/line`` begins with `on`, from the `skip`-th on, `times` times.
package struct Fault: Sendable {
    package enum Action: Sendable {
        /// In place of the real answer; nothing is carried out.
        case answer(FakeAnswer)
        /// Carried out, and answered with this.
        case answerAfterwards(FakeAnswer)
        /// The connection ends before anything is carried out.
        case dropBefore
        /// Carried out, and the connection ends without an answer.
        case dropAfter
        /// The answer's body ends there, and with it the connection; below zero from its end.
        case cut(after: Int)
        /// The same, framed as if that were all of it.
        case shorten(to: Int)
        /// Runs, and then everything goes on as ever. May hold the request up.
        case before(@Sendable () -> Void)
        /// Carried out; then this runs, and the answer follows.
        case after(@Sendable () -> Void)
    }

    let on: String
    var skip: Int
    var times: Int
    let action: Action

    package init(_ on: String, _ action: Action, skip: Int = 0, times: Int = 1) {
        (self.on, self.skip, self.times, self.action) = (on, skip, times, action)
    }

    package static func status(_ on: String, _ status: Int, times: Int = 1, _ headers: [String: String] = [:]) -> Self {
        Self(on, .answer(FakeAnswer(status, headers: headers)), times: times)
    }

    /// Whether this request is one of its.
    mutating func meets(_ line: String) -> Bool {
        guard times > 0, line.hasPrefix(on) else { return false }
        guard skip == 0 else {
            skip -= 1
            return false
        }
        times -= 1
        return true
    }
}

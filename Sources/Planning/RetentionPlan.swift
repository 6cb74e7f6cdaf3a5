// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// So long the daemon must have run since something was recorded, before its age by the wall clock counts.
package let seasoningTime = Duration.seconds(7 * 86_400)

extension LivedHistory {
    /// - Parameters:
    ///   - lived: for how long the daemon has run since this was last called.
    ///   - newest: the last that is recorded now.
    package func advanced(by lived: Duration, newest: HistoryPosition) -> Self {
        var next = self
        next.lived += max(.zero, lived)
        if next.lived >= seasoningTime { next = Self(seasoned: next.mark, mark: newest) }
        return next
    }
}

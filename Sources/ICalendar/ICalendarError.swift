// SPDX-License-Identifier: Apache-2.0

/// Why a text cannot be read or edited, in one line for people.
package struct ICalendarError: Error, Sendable, Equatable, CustomStringConvertible {
    package let reason: String
    package init(_ reason: String) { self.reason = reason }
    package var description: String { reason }
}

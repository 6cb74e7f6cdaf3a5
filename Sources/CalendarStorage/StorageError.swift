// SPDX-License-Identifier: Apache-2.0

/// What went wrong with the database, to what, and the next step.
package struct StorageError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Kind: Sendable, Equatable {
        /// Another process holds the lock file; `pid` when it could be read.
        case locked(file: String, pid: Int32?)
        /// Written by a later version of Almanac, or not by Almanac at all; nothing was touched.
        case newerDatabase
        case notAlmanac
        case corrupt
        /// The disk is full.
        case full
        /// Reading or writing failed. After a failed commit nothing that was read since may be trusted.
        case io
        /// The step's name. The database is as it was before.
        case migrationFailed(step: String)
        /// Local edits that the server has not confirmed stand in the way.
        case editsWaiting(count: Int)
        /// No such account, calendar or object.
        case missing
        case other
    }
    package let kind: Kind
    package let message: String
    /// What a person can do next; `nil` when there is nothing.
    package let hint: String?

    package init(_ kind: Kind, _ message: String, hint: String? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
    }

    package var description: String { hint.map { "\(message) (\($0))" } ?? message }
}

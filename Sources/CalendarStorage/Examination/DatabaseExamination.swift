// SPDX-License-Identifier: Apache-2.0

/// What a look at a database found, without a change of it or of anything beside it.
package struct DatabaseExamination: Sendable, Equatable {
    /// Who has it open.
    package enum Holder: Sendable, Equatable {
        case nobody
        /// By its id, where the lock file could be read.
        case process(Int32?)
        /// The lock file is there, and cannot be opened; why.
        case unknown(String)
    }
    package var holder: Holder
    /// Bytes of the file, and of its log.
    package var size: Int
    package var logSize: Int
    /// Bytes inside the file that hold nothing.
    package var unused: Int
    /// The step of the schema that it is at, and the last one that this program knows. 0: empty.
    package var step: Int
    package var lastStep: Int
    package var events: Int
    /// Edits that the server has not confirmed.
    package var waitingEdits: Int
    /// What does not hold, in words; without the search index.
    package var problems: [String]
    package var searchProblems: [String]
    /// Copies that migrations made beside it, by path.
    package var copies: [String]

    package init(
        holder: Holder, size: Int, logSize: Int, unused: Int, step: Int, lastStep: Int, events: Int, waitingEdits: Int,
        problems: [String], searchProblems: [String], copies: [String]
    ) {
        (self.holder, self.size, self.logSize, self.unused) = (holder, size, logSize, unused)
        (self.step, self.lastStep, self.events, self.waitingEdits) = (step, lastStep, events, waitingEdits)
        (self.problems, self.searchProblems, self.copies) = (problems, searchProblems, copies)
    }
}

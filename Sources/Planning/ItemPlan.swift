// SPDX-License-Identifier: Apache-2.0

/// What a text means: its checksum. Two spellings of the same content are the same version.
package typealias Version = String

/// One object as it stands on each side. `nil`: not there.
package struct ItemState: Hashable, Sendable {
    /// What both sides last agreed on.
    package var base: Version?
    package var local: Version?
    package var remote: Version?
    /// What our last unanswered PUT carried. A remote text equal to it is ours.
    package var sent: Version?

    package init(base: Version?, local: Version?, remote: Version?, sent: Version? = nil) {
        self.base = base
        self.local = local
        self.remote = remote
        self.sent = sent
    }
}

/// Who wins where both sides changed the same object.
package enum ConflictPolicy: String, Sendable, CaseIterable {
    case merge
    case remoteWins = "remote-wins"
    case localWins = "local-wins"
    case keepBoth = "keep-both"
}

/// What was decided where both sides had changed; the losing text is kept in `conflicts`.
package enum ConflictDecision: String, Sendable {
    case remotePreferred = "remote preferred"
    case localPreferred = "local preferred"
    case bothKept = "both kept"
    /// Edited there, deleted here: the edit is kept.
    case remoteEditKept = "remote edit kept over local deletion"
}

/// What one object needs once its remote text is known.
package enum ItemStep: Hashable, Sendable {
    /// Both sides say the same: base and local become the remote text.
    case agree
    /// Local and base become the remote text.
    case pull
    /// The remote text is the new base; the local edit stays and is still to be sent.
    case rebase
    /// Deleted there, unchanged here.
    case deleteLocal
    /// Deleted there, edited here: the edit is kept and becomes a new object there.
    case recreate
    /// Deleted on both sides.
    case forget
    /// Both sides changed. The step to take, and what is recorded about it.
    case conflict(ConflictDecision)
}

/// Decides what one object needs. Pure: the same state always gives the same step.
package func planItem(_ item: ItemState, policy: ConflictPolicy) -> ItemStep {
    let base = item.sent != nil && item.remote == item.sent ? item.sent : item.base
    guard let remote = item.remote else {
        guard item.local != nil else { return .forget }
        return item.local == base ? .deleteLocal : .recreate
    }
    if item.local == remote { return .agree }
    if item.local == base { return .pull }
    if remote == base { return .rebase }
    guard item.local != nil else { return .conflict(.remoteEditKept) }
    switch policy {
    case .merge, .remoteWins: return .conflict(.remotePreferred)
    case .localWins: return .conflict(.localPreferred)
    case .keepBoth: return .conflict(.bothKept)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Planning
import Testing

@Suite struct `Planning one object` {
    struct Row: Sendable, CustomTestStringConvertible {
        var what: String, base: Version?, local: Version?, remote: Version?, sent: Version?, step: ItemStep
        init(
            _ what: String, _ base: Version?, _ local: Version?, _ remote: Version?, sent: Version? = nil,
            _ step: ItemStep
        ) {
            (self.what, self.base, self.local, self.remote, self.sent, self.step) = (
                what, base, local, remote, sent, step
            )
        }
        var testDescription: String { what }
    }

    static let rows: [Row] = [
        //   what happened since both agreed           base local remote         step
        Row("nothing", "1", "1", "1", .agree),
        Row("edited there", "1", "1", "2", .pull),
        Row("created there", nil, nil, "1", .pull),
        Row("deleted there", "1", "1", nil, .deleteLocal),
        Row("edited here", "1", "2", "1", .rebase),
        Row("deleted here", "1", nil, "1", .rebase),
        Row("the same edit on both sides", "1", "2", "2", .agree),
        Row("different edits", "1", "2", "3", .conflict(.remotePreferred)),
        Row("edited here, deleted there", "1", "2", nil, .recreate),
        Row("deleted here, edited there", "1", nil, "2", .conflict(.remoteEditKept)),
        Row("deleted on both sides", "1", nil, nil, .forget),
        Row("our lost create arrived", nil, "1", "1", sent: "1", .agree),
        Row("our lost create arrived, edited here since", nil, "2", "1", sent: "1", .rebase),
        Row("our lost create arrived, edited there since", "1", "1", "2", sent: "1", .pull),
        Row("our lost update arrived, edited here since", "1", "3", "2", sent: "2", .rebase),
        Row("our lost update did not arrive", "1", "2", "1", sent: "2", .rebase),
        Row("our lost update met another edit", "1", "2", "3", sent: "2", .conflict(.remotePreferred)),
        Row("our lost delete did not arrive", "1", nil, "1", .rebase),
    ]

    @Test(arguments: rows) func `follows the table`(_ row: Row) {
        let state = ItemState(base: row.base, local: row.local, remote: row.remote, sent: row.sent)
        #expect(planItem(state, policy: .merge) == row.step)
    }

    @Test(arguments: [
        (ConflictPolicy.merge, ConflictDecision.remotePreferred), (.remoteWins, .remotePreferred),
        (.localWins, .localPreferred), (.keepBoth, .bothKept),
    ]) func `lets the policy decide where both sides changed`(_ policy: ConflictPolicy, _ decision: ConflictDecision) {
        #expect(planItem(ItemState(base: "1", local: "2", remote: "3"), policy: policy) == .conflict(decision))
    }

    @Test func `never takes away what only one side has, for every combination of versions`() {
        let versions: [Version?] = [nil, "1", "2", "3"]
        for base in versions {
            for local in versions {
                for remote in versions {
                    for sent in versions {
                        for policy in ConflictPolicy.allCases {
                            let step = planItem(
                                ItemState(base: base, local: local, remote: remote, sent: sent), policy: policy)
                            if remote != nil { #expect(step != .deleteLocal && step != .recreate && step != .forget) }
                            if step == .pull || step == .agree {
                                #expect(local == base || local == remote || local == sent)
                            }
                            if step == .deleteLocal { #expect(local == base || local == sent) }
                        }
                    }
                }
            }
        }
    }
}

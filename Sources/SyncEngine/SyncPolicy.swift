// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
package import Planning

/// What the settings say about syncing one account.
package struct SyncPolicy: Sendable, Equatable {
    package var account: AccountName
    package var kind: String
    package var url: String
    package var username: String
    package var interval: Duration
    package var conflict: ConflictPolicy
    package var budget: DeletionBudget
    /// So many people may be mailed by the server because of one run.
    package var mailGuard: Int
    /// On short name or display name.
    package var calendars: [String]

    package init(
        account: AccountName, kind: String = "caldav", url: String, username: String,
        interval: Duration = .seconds(300), conflict: ConflictPolicy = .merge,
        budget: DeletionBudget = DeletionBudget(), mailGuard: Int = 10, calendars: [String] = ["*"]
    ) {
        self.account = account
        self.kind = kind
        self.url = url
        self.username = username
        self.interval = interval
        self.conflict = conflict
        self.budget = budget
        self.mailGuard = mailGuard
        self.calendars = calendars
    }
}

extension SyncPolicy {
    /// Of an account that has never been seen.
    var newRecord: AccountRecord { AccountRecord(name: account, kind: kind, url: url, username: username) }
}

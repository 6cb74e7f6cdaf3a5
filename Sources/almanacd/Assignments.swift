// SPDX-License-Identifier: Apache-2.0

import CalDAV
import CalendarModel
import HTTPTransfer
import Planning
import Settings
import SyncEngine

/// From the settings to what the account loops run with.
func assignments(of settings: AlmanacSettings, client: HTTPClient) -> [AccountSupervisor.Assignment] {
    settings.accounts.map { account in
        let password = Password(account.password)
        let server = CalDAVServer(
            account: CalDAVAccount(
                url: account.url, username: account.username, password: { password.reveal() },
                caFile: account.caFile, allowedHosts: account.allowedHosts, allowsPlainHTTP: account.allowsHTTP),
            client: client)
        return AccountSupervisor.Assignment(
            policy: policy(of: account, settings.sync),
            server: AuthenticatedServer(server: server, password: password),
            connection: AccountSupervisor.Connection(
                password: account.password, caFile: account.caFile, allowedHosts: account.allowedHosts,
                allowsHTTP: account.allowsHTTP))
    }
}

private func policy(of account: AccountSettings, _ sync: SyncSettings) -> SyncPolicy {
    let conflict: ConflictPolicy =
        switch account.conflict {
        case .merge: .merge
        case .remoteWins: .remoteWins
        case .localWins: .localWins
        case .keepBoth: .keepBoth
        }
    return SyncPolicy(
        account: account.name, kind: account.kind.rawValue, url: account.url, username: account.username,
        interval: account.interval, conflict: conflict,
        budget: DeletionBudget(count: sync.deletionBudget.count, share: sync.deletionBudget.share),
        calendars: account.calendars)
}

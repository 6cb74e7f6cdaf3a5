// SPDX-License-Identifier: Apache-2.0

import CalDAV
import CalendarModel
import HTTPTransfer
import Planning
import Settings
import SyncEngine

/// From the settings to what the account loops run with.
///
/// - Parameter passwords: of the loops that run. One that is read at the same place is the same in the new loop too.
func assignments(
    of settings: AlmanacSettings, client: HTTPClient, keeping passwords: [AccountName: Password] = [:]
) -> [AccountSupervisor.Assignment] {
    settings.accounts.map { account in
        let hidden: Set<String> = if case .command = account.password { settings.secretVariables } else { [] }
        let kept = passwords[account.name].flatMap {
            $0.comes(from: account.password, hiding: hidden) ? $0 : nil
        }
        let password = kept ?? Password(account.password, hiding: hidden)
        let files = AccountFiles(of: account)
        let server = CalDAVServer(
            account: calDAVAccount(of: account, password: password.reveal, filesVersion: files.number), client: client)
        return AccountSupervisor.Assignment(
            policy: policy(of: account, settings.sync),
            server: AuthenticatedServer(server: server, username: account.username, password: password),
            password: password,
            connection: AccountSupervisor.Connection(
                password: account.password, hiddenVariables: hidden, caFile: account.caFile,
                allowedHosts: account.allowedHosts, allowsHTTP: account.allowsHTTP, login: account.login,
                clientCertificate: account.clientCertificate, fingerprint: account.fingerprint, proxy: account.proxy,
                files: files))
    }
}

func calDAVAccount(
    of account: AccountSettings, password: @escaping @Sendable () -> String?, filesVersion: UInt32 = 0
) -> CalDAVAccount {
    let login: LoginMethod? =
        switch account.login {
        case .basic: .basic
        case .digest: .digest
        case .bearer: .bearer
        case nil: nil
        }
    return CalDAVAccount(
        url: account.url, username: account.username, password: password, caFile: account.caFile,
        allowedHosts: account.allowedHosts, allowsPlainHTTP: account.allowsHTTP, login: login,
        pinnedKey: account.fingerprint, clientCertificate: account.clientCertificate?.certificate,
        clientKey: account.clientCertificate?.key, filesVersion: filesVersion, proxy: account.proxy)
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
        mailGuard: sync.mailGuard, calendars: account.calendars)
}

// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Settings
import SyncEngine

/// What came of reading a password again.
enum PasswordRenewal: Sendable, Equatable {
    /// Also where none was read before.
    case same
    case new
    case failed(SecretProblem)
}

/// Of one account, in a reload.
struct RenewedPassword: Sendable, Equatable {
    var account: AccountName
    var renewal: PasswordRenewal

    /// `nil`: there is nothing to tell. Never a part of the password.
    var words: String? {
        switch renewal {
        case .same: nil
        case .new: "account \(account): password read again"
        case .failed(let problem): "account \(account): its password cannot be read: \(problem)"
        }
    }
}

extension AccountSupervisor.Begun {
    /// `nil`: there is nothing to tell.
    var words: String? {
        files.isEmpty ? nil : "account \(account): \(files.joined(separator: ", ")) read again"
    }
}

extension AccountSupervisor {
    /// Has every account that keeps its password read it again, all at the same time. Requests from then on are made with it.
    func renewPasswords(_ wanted: [Assignment]) async -> [RenewedPassword] {
        let going = passwords.filter { account, password in
            wanted.contains { $0.policy.account == account && $0.password === password }
        }
        return await withTaskGroup(of: RenewedPassword.self) { group in
            for (account, password) in going {
                group.addTask { RenewedPassword(account: account, renewal: await password.renew()) }
            }
            var all: [RenewedPassword] = []
            for await one in group { all.append(one) }
            return all.sorted { $0.account < $1.account }
        }
    }
}

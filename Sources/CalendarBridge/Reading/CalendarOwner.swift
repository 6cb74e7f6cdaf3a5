// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage

extension CalendarRecord {
    /// Whose calendar it is, for people, when somebody else shares it with us; `nil`: ours, or not said.
    func sharedBy(_ account: AccountRecord?) -> String? {
        guard let owner, let principal = account?.principal, owner != principal else { return nil }
        let parts = owner.rawValue.split(separator: "/").map(String.init)
        // Google and iCloud write `/caldav/v2/NAME/user` and `/NUMBER/principal/`.
        let name = parts.last { !["user", "principal"].contains($0) } ?? owner.rawValue
        return percentDecoded(name)
    }
}

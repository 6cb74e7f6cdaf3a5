// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Settings
import Synchronization

/// Where `almanac add` writes, as the settings in force say: `account/calendar`, in the order of the file.
final class DefaultCalendars: Sendable {
    private let names = Mutex<[String]>([])

    func set(_ settings: AlmanacSettings) {
        let wanted = settings.accounts.compactMap { account in
            account.defaultCalendar.map { "\(account.name)/\($0)" }
        }
        names.withLock { $0 = wanted }
    }

    var all: [String] { names.withLock { $0 } }
}

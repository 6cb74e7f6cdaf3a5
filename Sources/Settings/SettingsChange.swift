// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// One difference between the settings that run and those that were read.
package enum SettingsChange: Sendable, Equatable, CustomStringConvertible {
    case accountAdded(AccountName)
    case accountRemoved(AccountName)
    case accountChanged(AccountName, keys: [String])
    /// A key that takes effect at once.
    case changed(key: String)
    /// A key that takes effect when the daemon is started again.
    case needsRestart(key: String)
    /// A key that is checked, and that nothing reads in this version.
    case unused(key: String)

    package var description: String {
        switch self {
        case .accountAdded(let name): "account \(name) added"
        case .accountRemoved(let name): "account \(name) removed"
        case .accountChanged(let name, let keys): "account \(name) changed: \(keys.joined(separator: ", "))"
        case .changed(let key): "\(key) changed"
        case .needsRestart(let key): "\(key) changed, from the next start on"
        case .unused(let key): "\(key) changed; this version does not use it yet"
        }
    }
}

/// What a reload has to touch: first the keys, then the accounts, in the order of their names. The order of accounts in
/// the file means nothing.
///
/// - Parameter started: the settings of the start, whose fixed keys are in force until the next one; `nil`: `old`.
package func changes(
    from old: AlmanacSettings, to new: AlmanacSettings, startedWith started: AlmanacSettings? = nil
) -> [SettingsChange] {
    let keys = settingsKeys.filter { $0.differs($0.effect == .nextStart ? started ?? old : old, new) }
    let (before, after) = (accountsByName(old), accountsByName(new))
    let names = Set(before.keys).union(after.keys).sorted()
    return keys.map(\.change) + names.compactMap { change(of: $0, from: before[$0], to: after[$0]) }
}

private func accountsByName(_ settings: AlmanacSettings) -> [AccountName: AccountSettings] {
    Dictionary(settings.accounts.map { ($0.name, $0) }) { first, _ in first }
}

private func change(of name: AccountName, from old: AccountSettings?, to new: AccountSettings?) -> SettingsChange? {
    guard let old else { return .accountAdded(name) }
    guard let new else { return .accountRemoved(name) }
    let keys = accountKeys.filter { $0.differs(old, new) }.map(\.name)
    return keys.isEmpty ? nil : .accountChanged(name, keys: keys)
}

private enum Effect { case atOnce, nextStart, notYet }

private struct SettingsKey<Root: Sendable>: Sendable {
    let name: String
    let effect: Effect
    let differs: @Sendable (Root, Root) -> Bool

    init<Value: Equatable & SendableMetatype>(
        _ name: String, _ effect: Effect = .atOnce, _ value: @escaping @Sendable (Root) -> Value
    ) {
        self.name = name
        self.effect = effect
        differs = { value($0) != value($1) }
    }

    var change: SettingsChange {
        switch effect {
        case .atOnce: .changed(key: name)
        case .nextStart: .needsRestart(key: name)
        case .notYet: .unused(key: name)
        }
    }
}

private let settingsKeys: [SettingsKey<AlmanacSettings>] = [
    SettingsKey("database.path", .nextStart) { $0.database.path },
    SettingsKey("sync.interval") { $0.sync.interval },
    SettingsKey("sync.conflict") { $0.sync.conflict },
    SettingsKey("sync.deletion_budget") { $0.sync.deletionBudget },
    SettingsKey("sync.mail_guard") { $0.sync.mailGuard },
    SettingsKey("control.socket", .nextStart) { $0.control.socket },
    SettingsKey("control.dashboard", .notYet) { $0.control.dashboard },
    SettingsKey("cache.memory", .notYet) { $0.cache.memory },
    SettingsKey("cache.redis", .notYet) { $0.cache.redis },
    SettingsKey("cache.disk", .notYet) { $0.cache.disk },
]

private let accountKeys: [SettingsKey<AccountSettings>] = [
    SettingsKey("kind") { $0.kind },
    SettingsKey("url") { $0.url },
    SettingsKey("username") { $0.username },
    SettingsKey("password") { $0.password },
    SettingsKey("calendars") { $0.calendars },
    SettingsKey("default") { $0.defaultCalendar },
    SettingsKey("interval") { $0.interval },
    SettingsKey("conflict") { $0.conflict },
    SettingsKey("ca_file") { $0.caFile },
    SettingsKey("allowed_hosts") { $0.allowedHosts },
    SettingsKey("allow_http") { $0.allowsHTTP },
    SettingsKey("auth") { $0.login },
    SettingsKey("client_certificate") { $0.clientCertificate?.certificate },
    SettingsKey("client_key") { $0.clientCertificate?.key },
    SettingsKey("fingerprint") { $0.fingerprint },
    SettingsKey("proxy") { $0.proxy },
]

// SPDX-License-Identifier: Apache-2.0

/// Reads a whole file. Throws everything that is wrong with it at once, in the order of its lines.
package func parseSettings(_ text: String, defaults: SettingsDefaults) throws(SettingsProblems) -> AlmanacSettings {
    try parse(text, defaults: defaults).settings
}

/// As ``parseSettings(_:defaults:)``, with every key that was asked for.
func parse(
    _ text: String, defaults: SettingsDefaults
) throws(SettingsProblems) -> (settings: AlmanacSettings, keys: Set<String>) {
    let values: [String: ConfigNode]
    do { values = try TOMLReader.document(text) } catch { throw SettingsProblems([error]) }

    let reading = SettingsReading()
    let root = TableReader(reading, values: values)
    let database = root.table("database") { DatabaseSettings($0, defaults) }
    let sync = root.table("sync", SyncSettings.init)
    let control = root.table("control") { ControlSettings($0, defaults) }
    let cache = root.table("cache", CacheSettings.init)
    let accounts = readAccounts(root.arrayOfTables("account"), sync: sync, home: defaults.home)
    root.finish()
    if let problems = reading.finish() { throw problems }
    let settings = AlmanacSettings(database: database, sync: sync, control: control, cache: cache, accounts: accounts)
    return (settings, reading.known)
}

extension DatabaseSettings {
    init(_ table: TableReader, _ defaults: SettingsDefaults) {
        let example = SettingsDefaults.system.databasePath
        path = table.filePath("path", home: defaults.home, example: example) ?? defaults.databasePath
    }
}

/// What a poll may be told to wait.
let intervals = Duration.seconds(1)...Duration.seconds(86_400)

extension SyncSettings {
    init(_ table: TableReader) {
        interval = table.duration("interval", in: intervals, example: "5m") ?? .seconds(300)
        conflict = table.choice("conflict", of: ConflictSetting.self) ?? .merge
        deletionBudget = table.table("deletion_budget") { limit in
            DeletionLimit(
                count: limit.integer("count", in: 0...1_000_000, example: 10) ?? 10, share: limit.share("share") ?? 0.2)
        }
        mailGuard = table.integer("mail_guard", in: 0...1_000_000, example: 10) ?? 10
    }
}

extension ControlSettings {
    /// `sun_path` holds 108 bytes with its NUL (unix(7)).
    private static let longestSocketPath = 107

    init(_ table: TableReader, _ defaults: SettingsDefaults) {
        socket =
            table.filePath(
                "socket", home: defaults.home, limit: Self.longestSocketPath,
                example: SettingsDefaults.system.socketPath) ?? defaults.socketPath
        dashboard = Self.loopback(table, "dashboard")
    }

    private static func loopback(_ table: TableReader, _ key: String) -> LoopbackAddress? {
        let example = "127.0.0.1:8642"
        guard let text = table.string(key, example: "\"\(example)\"") else { return nil }
        guard let url = ServerURL("tcp://\(text)"), !url.hasUser, let port = url.port, port > 0,
            text.allSatisfy({ !"/?#".contains($0) })
        else {
            table.report("must be an address with a port", at: key, suggestion: "as in \"\(example)\"")
            return nil
        }
        guard url.isLoopback else {
            table.report(
                "must be a loopback address: everybody who reaches it reads the calendars", at: key,
                suggestion: "as in \"\(example)\"")
            return nil
        }
        return LoopbackAddress(host: url.host, port: port)
    }
}

extension CacheSettings {
    private static let lifetimes = Duration.seconds(1)...Duration.seconds(30 * 86_400)
    private static let sizes = 0...(1 << 40)

    init(_ table: TableReader) {
        memory = table.table("memory") { Self.tier($0, lifetime: (.seconds(30), "30s"), size: (16 << 20, "16MiB")) }
        redis = table.value("redis") == nil ? nil : table.table("redis", Self.redis)
        disk = table.table("disk") { Self.tier($0, lifetime: (.seconds(3600), "1h"), size: (256 << 20, "256MiB")) }
    }

    private static func tier(
        _ table: TableReader, lifetime: (value: Duration, text: String), size: (value: Int, text: String)
    ) -> Tier {
        Tier(
            lifetime: table.duration("ttl", in: lifetimes, example: lifetime.text) ?? lifetime.value,
            size: table.size("size", in: sizes, example: size.text) ?? size.value)
    }

    private static func redis(_ table: TableReader) -> Redis? {
        let lifetime = table.duration("ttl", in: lifetimes, example: "5m") ?? .seconds(300)
        let connections = table.integer("connections", in: 1...64, example: 4) ?? 4
        guard let url = redisURL(table) else { return nil }
        return Redis(url: url, lifetime: lifetime, connections: connections)
    }

    private static func redisURL(_ table: TableReader) -> String? {
        let example = "redis://127.0.0.1:6379/0"
        guard table.has("url") else {
            _ = table.value("url")
            table.report("is missing", at: "url", suggestion: "write url = \"\(example)\"")
            return nil
        }
        guard let text = table.string("url", example: "\"\(example)\"") else { return nil }
        guard let url = ServerURL(text), url.scheme == "unix" || (url.scheme == "redis" && !url.host.isEmpty),
            !url.hasBadPort
        else {
            table.report(
                "must be a redis:// or unix:// URL", at: "url",
                suggestion: "as in \"\(example)\" or \"unix:///run/redis/redis.sock\"")
            return nil
        }
        guard !url.hasUser else {
            table.report("must not hold a user or a password", at: "url", suggestion: "as in \"\(example)\"")
            return nil
        }
        return text
    }
}

// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// The good accounts; what is wrong with the others was reported.
func readAccounts(_ tables: [TableReader], sync: SyncSettings, home: String?) -> [AccountSettings] {
    var names: Set<String> = []
    return tables.compactMap { table in
        let name = accountName(table, taken: &names)
        if let name { table.shown = "account.\(name)" }
        defer { table.finish() }
        return readAccount(table, name: name, sync: sync, home: home)
    }
}

private func readAccount(
    _ table: TableReader, name: AccountName?, sync: SyncSettings, home: String?
) -> AccountSettings? {
    // Each key is read, also when an earlier one is wrong: all problems are told at once.
    let kind = table.has("kind") ? table.choice("kind", of: AccountKind.self) : missingKind(table)
    let allowsHTTP = table.boolean("allow_http") ?? false
    let url = accountURL(table, allowsHTTP: allowsHTTP)
    let username = accountUsername(table)
    let password = passwordSource(table, account: name, home: home)
    let calendars = table.strings("calendars", example: "[\"*\"]") ?? ["*"]
    let defaultCalendar = defaultCalendar(table)
    let interval = table.duration("interval", in: intervals, example: "5m") ?? sync.interval
    let conflict = table.choice("conflict", of: ConflictSetting.self) ?? sync.conflict
    let caFile = table.filePath("ca_file", home: home, example: "/etc/almanac/ca.pem")
    let allowedHosts = allowedHosts(table)
    let login = table.choice("auth", of: LoginSetting.self)
    let clientCertificate = clientCertificate(table, home: home)
    let fingerprint = fingerprint(table)
    let proxy = proxyURL(table)
    guard let name, let kind, let url, let username, let password else { return nil }
    return AccountSettings(
        name: name, kind: kind, url: url, username: username, password: password, calendars: calendars,
        defaultCalendar: defaultCalendar, interval: interval, conflict: conflict, caFile: caFile,
        allowedHosts: allowedHosts, allowsHTTP: allowsHTTP, login: login, clientCertificate: clientCertificate,
        fingerprint: fingerprint, proxy: proxy)
}

/// Reports a required key that is not there.
private func required(_ table: TableReader, _ key: String, example: String) -> String? {
    if table.has(key) { return table.string(key, example: example) }
    _ = table.value(key)
    table.report("is missing", at: key, suggestion: "write \(key) = \(example)")
    return nil
}

private func missingKind(_ table: TableReader) -> AccountKind? {
    _ = required(table, "kind", example: "\"\(AccountKind.caldav.rawValue)\"")
    return nil
}

/// It stands in calendar names, URLs and log fields.
private func accountName(_ table: TableReader, taken names: inout Set<String>) -> AccountName? {
    guard let name = required(table, "name", example: "\"work\"") else { return nil }
    let isAllowed = name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }
    guard isAllowed, name.utf8.count <= 64, name != ".", name != ".." else {
        let suggestion = "1 to 64 letters (A-Z, a-z), digits, dots, dashes and underscores, as in \"work\""
        table.report("\"\(name)\" cannot be a name", at: "name", suggestion: suggestion)
        return nil
    }
    guard names.insert(name).inserted else {
        table.report("\"\(name)\" is the name of an account above", at: "name", suggestion: "choose another")
        return nil
    }
    return AccountName(name)
}

private func accountURL(_ table: TableReader, allowsHTTP: Bool) -> String? {
    let example = "\"https://dav.example.org/\""
    guard let text = required(table, "url", example: example) else { return nil }
    func refuse(_ message: String, _ suggestion: String) -> String? {
        table.report(message, at: "url", suggestion: suggestion)
        return nil
    }
    if text.hasPrefix("unix:") {
        return isSocketURL(text) ? text : refuse("names no socket", "as in \"unix:/run/radicale/radicale.sock\"")
    }
    guard let url = ServerURL(text) else {
        return refuse("is not a URL", "it starts with https://, as in \(example)")
    }
    if url.hasUser {
        return refuse("must not hold a user or a password", "they go to the keys username and password")
    }
    if url.host.isEmpty { return refuse("names no host", "as in \(example)") }
    if url.hasBadPort { return refuse("has no valid port", "from 1 to 65535, as in \"https://dav.example.org:8443/\"") }
    if url.hasFragment { return refuse("must not hold a fragment", "drop what begins with #") }
    switch url.scheme {
    case "https": return text
    case "http" where url.isLoopback || allowsHTTP: return text
    case "http":
        return refuse(
            "would send the password in the clear", "write https://, or allow_http = true if the network is trusted")
    default: return refuse("must start with https://", "as in \(example)")
    }
}

/// RFC 7617 §2: no colon, no control characters.
private func accountUsername(_ table: TableReader) -> String? {
    guard let name = required(table, "username", example: "\"alice\"") else { return nil }
    guard !name.unicodeScalars.contains(where: { $0 == ":" || $0.properties.generalCategory == .control }) else {
        table.report("must not hold colons or control characters", at: "username", suggestion: "as in \"alice\"")
        return nil
    }
    return name
}

private func defaultCalendar(_ table: TableReader) -> String? {
    guard let name = table.string("default", example: "\"team\"") else { return nil }
    guard !name.contains("/") else {
        let short = name.split(separator: "/").last.map { "write default = \"\($0)\"" }
        table.report("must be the short name of a calendar of this account", at: "default", suggestion: short)
        return nil
    }
    return name
}

private func allowedHosts(_ table: TableReader) -> [String] {
    let hosts = table.strings("allowed_hosts", example: "[\"dav2.example.org\"]") ?? []
    for (index, host) in hosts.enumerated() where !isHostName(host) {
        table.report(
            "must be a host name alone", at: "allowed_hosts", element: index,
            suggestion: "as in \"dav2.example.org\"")
    }
    return hosts.map { $0.lowercased() }
}

private func isHostName(_ text: String) -> Bool {
    text.utf8.count <= 253 && ServerURL("https://\(text)/")?.host == text.lowercased() && !text.contains("*")
}

// SPDX-License-Identifier: Apache-2.0

import CalDAV
import Settings

/// An `[[account]]` of almanac.toml, ready to be used, for what discovery found.
struct AccountBlock {
    let discovery: Discovery
    let account: CalDAVAccount
    let environment: ProcessEnvironment
    let taken: Set<String>

    var text: String {
        let url = account.url.hasPrefix("unix:") ? account.url : discovery.place
        var lines = [
            "[[account]]", "name = \(quoted(name))", "kind = \"caldav\"", "url = \(quoted(url))",
            "username = \(quoted(account.username))", password,
        ]
        let hosts = discovery.hostsBesideThat(of: url)
        if !hosts.isEmpty { lines.append("allowed_hosts = [\(hosts.map(quoted).joined(separator: ", "))]") }
        if let file = account.caFile { lines.append("ca_file = \(quoted(file))") }
        if account.allowsPlainHTTP, url.hasPrefix("http:") { lines.append("allow_http = true") }
        return lines.map { $0 + "\n" }.joined()
    }

    /// After the provider, else after what stands before the last dot of the host: `example` of dav.example.org.
    var name: String {
        let host = discovery.place.drop { $0 != ":" }.dropFirst(3).prefix { $0 != "/" && $0 != ":" }
        let labels = host.split(separator: ".").map(String.init)
        let isName = labels.count > 1 && labels.last?.contains(where: \.isLetter) == true
        let stem = discovery.provider?.name ?? (isName ? labels[labels.count - 2] : "calendars")
        let allowed = stem.lowercased().unicodeScalars.filter {
            ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" || $0 == "."
        }
        let base = allowed.isEmpty ? "calendars" : String(String.UnicodeScalarView(allowed))
        return ([base] + (2...99).map { "\(base)-\($0)" }).first { !taken.contains($0) } ?? base
    }

    private var password: String {
        if environment.userID == 0 {
            return "password = { credential = \(quoted(name)) }   # in /etc/almanac/credentials/\(name), mode 600"
        }
        let folder = environment["XDG_CONFIG_HOME"] ?? "\(environment.home ?? "~")/.config"
        return "password = { file = \(quoted("\(folder)/almanac/\(name).password")) }   # mode 600"
    }
}

/// As a basic string of TOML.
private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": result += "\\\(scalar)"
        case _ where scalar.value < 32 || scalar.value == 127:
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}

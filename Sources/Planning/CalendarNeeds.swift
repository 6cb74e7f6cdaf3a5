// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// How a calendar's changes are found out.
package enum ListMethod: Hashable, Sendable {
    /// Nothing has changed on the server.
    case none
    case changes(since: SyncToken)
    /// List everything and compare by etag.
    case listing
}

/// What the poll says about a calendar's versions.
package struct PolledVersion: Hashable, Sendable {
    package var token: SyncToken?
    package var ctag: String?
    package init(token: SyncToken?, ctag: String?) {
        self.token = token
        self.ctag = ctag
    }
}

/// Decides how to list a calendar. A token, then a ctag, then nothing but a listing can say that nothing changed.
///
/// - Parameters:
///   - stored: written with the last list that was used in full; empty before it, and after a refused token.
///   - usesSyncCollection: whether the server answers such reports at all.
package func planList(stored: PolledVersion, polled: PolledVersion, usesSyncCollection: Bool = true) -> ListMethod {
    if let token = stored.token {
        guard let current = polled.token else { return .listing }
        if current == token { return .none }
        return usesSyncCollection ? .changes(since: token) : .listing
    }
    if polled.token != nil { return .listing }
    if let ctag = stored.ctag, ctag == polled.ctag { return .none }
    return .listing
}

/// Whether a calendar belongs to the configuration: any pattern (`*` and `?`) on its short name or display name.
package func matches(_ patterns: [String], shortName: String, displayName: String?) -> Bool {
    patterns.contains { pattern in
        matches(pattern, shortName) || (displayName.map { matches(pattern, $0) } ?? false)
    }
}

private func matches(_ pattern: String, _ text: String) -> Bool {
    let (p, t) = (Array(pattern), Array(text))
    var (i, j) = (0, 0)
    var star: (pattern: Int, text: Int)?
    while j < t.count {
        if i < p.count, p[i] == "*" {
            star = (i, j)
            i += 1
        } else if i < p.count, p[i] == "?" || p[i] == t[j] {
            i += 1
            j += 1
        } else if let last = star {
            i = last.pattern + 1
            j = last.text + 1
            star = (last.pattern, j)
        } else {
            return false
        }
    }
    return p[i...].allSatisfy { $0 == "*" }
}

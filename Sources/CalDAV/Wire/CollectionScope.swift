// SPDX-License-Identifier: Apache-2.0

internal import CalendarModel

/// Says of an href in an answer about a collection what it means there.
struct CollectionScope {
    enum Place: Equatable {
        case itself
        case member(RemoteName)
        /// Elsewhere, or a collection inside it.
        case outside
        /// The path of a member or of the collection, under another origin, as behind a proxy that the server does not know
        /// of: nothing can be told from it.
        case foreign
    }

    let url: RemoteURL
    /// With a slash at its end.
    private let key: String
    /// Put in front of a member's path where the account's own URL is on another host; else empty.
    private let prefix: String

    init(_ collection: RemoteURL, account: RemoteURL) {
        url = collection
        let path = pathKey(collection.path)
        key = path.hasSuffix("/") ? path : path + "/"
        prefix = collection.origin == account.origin ? "" : collection.origin
    }

    func place(of href: [UInt8]) -> Place {
        guard let text = String(trimming: href) else { return .outside }
        let path: String
        if text.hasPrefix("/"), !text.hasPrefix("//"), !text.utf8.contains(UInt8(ascii: "#")) {
            path = text
        } else {
            guard let resolved = url.resolving(text) else { return .outside }
            guard resolved.origin == url.origin else {
                return place(path: resolved.path) == .outside ? .outside : .foreign
            }
            path = resolved.path
        }
        return place(path: path)
    }

    private func place(path: String) -> Place {
        let memberKey = pathKey(path)
        if memberKey == key || memberKey + "/" == key { return .itself }
        guard memberKey.hasPrefix(key) else { return .outside }
        let name = memberKey.utf8.dropFirst(key.utf8.count)
        guard !name.isEmpty, !name.contains(UInt8(ascii: "/")) else { return .outside }
        return .member(RemoteName(href: Href(prefix + path), key: HrefKey(memberKey)))
    }

    /// A new member; `name` needs no encoding.
    func member(named name: String) -> RemoteName {
        let path = url.path.hasSuffix("/") ? url.path + name : url.path + "/" + name
        return RemoteName(href: Href(prefix + path), key: HrefKey(pathKey(path)))
    }

    /// The href as the server wrote it, for a request to this collection.
    func spelling(of name: RemoteName) -> String {
        let href = name.href.rawValue
        return !prefix.isEmpty && href.hasPrefix(prefix) ? String(href.dropFirst(prefix.count)) : href
    }
}

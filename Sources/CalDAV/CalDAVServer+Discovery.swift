// SPDX-License-Identifier: Apache-2.0

package import RemoteCalendars
internal import CalendarModel

extension CalDAVServer {
    package func discover() async throws -> RemoteHome { try await discover { _ in }.home }

    /// RFC 6764 §6, RFC 5397, RFC 4791 §6.2.1: the URL as typed, its well-known address, the root, what DNS says about a
    /// bare domain, what is known of its provider; the first that says who we are, or has calendars, is it.
    ///
    /// - Parameter observer: is told every step as it is done.
    package func discover(_ observer: @escaping DiscoveryObserver) async throws -> Discovery {
        var walk = DiscoveryWalk(self, try connection(), observer)
        return try await walk.run()
    }

    /// In one spelling, with its origin, so that it can be compared with what a poll says, also of another server.
    func principalName(_ url: RemoteURL, _ connection: DAVConnection) -> Href {
        let key = connection.trusted.key(of: url, isCollection: true).rawValue
        return Href(key.hasPrefix("/") ? connection.root.origin + key : key)
    }
}

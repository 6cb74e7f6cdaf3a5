// SPDX-License-Identifier: Apache-2.0

/// What a server has been asked for, and what it sent.
package struct TrafficCount: Sendable, Equatable {
    /// `PROPFIND`, `GET`, …; a REPORT by the name of its root element.
    package var requests: [String: Int] = [:]
    /// Calendar texts sent, by multiget or GET.
    package var texts = 0
    package var connections = 0
    package var bytesReceived = 0
    package var bytesSent = 0

    package init() {}

    package var total: Int { requests.values.reduce(0, +) }

    package static func - (after: Self, before: Self) -> Self {
        var difference = Self()
        difference.requests = after.requests.merging(before.requests, uniquingKeysWith: -).filter { $0.value != 0 }
        difference.texts = after.texts - before.texts
        difference.connections = after.connections - before.connections
        difference.bytesReceived = after.bytesReceived - before.bytesReceived
        difference.bytesSent = after.bytesSent - before.bytesSent
        return difference
    }
}

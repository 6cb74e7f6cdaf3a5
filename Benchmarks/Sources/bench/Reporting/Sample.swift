// SPDX-License-Identifier: Apache-2.0

import CalendarTraffic

/// One run.
struct Sample: Codable, Sendable {
    var userMilliseconds: Double
    var systemMilliseconds: Double
    var wallMilliseconds: Double
    var peakMiB: Double
    var minorFaults: Int
    var contextSwitches: Int
    /// Counted at the server; `nil` when it does not count.
    var requests: Int?
    /// By method, or by root element for a REPORT.
    var requestsByKind: [String: Int]?
    /// Calendar texts that the server handed out.
    var texts: Int?
    var receivedKiB: Double?

    init(_ usage: Usage, _ count: TrafficCount? = nil) {
        userMilliseconds = usage.userMilliseconds
        systemMilliseconds = usage.systemMilliseconds
        wallMilliseconds = usage.wallMilliseconds
        peakMiB = usage.peakMiB
        minorFaults = usage.minorFaults
        contextSwitches = usage.contextSwitches
        requests = count?.total
        requestsByKind = count?.requests
        texts = count?.texts
        receivedKiB = count.map { Double($0.bytesSent) / 1024 }
    }

    var cpuMilliseconds: Double { userMilliseconds + systemMilliseconds }
}

/// The runs of one thing.
struct Series: Codable, Sendable {
    let id: String
    let title: String
    var samples: [Sample] = []

    init(_ id: String, _ title: String) {
        self.id = id
        self.title = title
    }

    var cpu: Spread { Spread(samples.map(\.cpuMilliseconds)) }
    var wall: Spread { Spread(samples.map(\.wallMilliseconds)) }
    var peak: Spread { Spread(samples.map(\.peakMiB)) }
}

struct Spread: Sendable {
    let least: Double
    let median: Double
    let most: Double

    init(_ values: [Double]) {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        least = sorted.first ?? .nan
        most = sorted.last ?? .nan
        median =
            sorted.isEmpty
            ? .nan : sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}

// SPDX-License-Identifier: Apache-2.0

import CalendarTraffic
import Foundation

/// What `bench --almanacd PATH` was asked for.
struct MeasureOptions: Sendable {
    /// What can be left out with `--only`.
    enum Part: String, CaseIterable {
        case small
        case radicale
        case large
        case codec
    }

    var almanacd: String
    /// The folder with `radicale-up` and `down`.
    var servers: String?
    var json: String?
    var parts = Set(Part.allCases)
    /// Of each thing but the no-op in 1,000 and the first sync of 20,000.
    var runs = 5
    var idleRuns = 20
    var anchor = CivilDay.firstOfMonth

    /// Built beside us.
    static func sibling(_ name: String) -> String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: own).deletingLastPathComponent().appending(path: name).path
    }
}

extension CivilDay {
    /// Of the current month, so that two runs near each other see the same calendar.
    static var firstOfMonth: Self {
        let (year, month, _) = Self(number: Int(Date.now.timeIntervalSince1970 / 86_400)).civil
        return Self(year: year, month: month, day: 1)
    }
}

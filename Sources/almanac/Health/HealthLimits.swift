// SPDX-License-Identifier: Apache-2.0

/// A number above `warning`, or above `critical`, is one too many; `nil`: none is.
struct HealthLimit: Equatable, Sendable {
    var warning: Int64?
    var critical: Int64?

    func state(of value: Int64) -> HealthState {
        if let critical, value > critical { return .critical }
        if let warning, value > warning { return .warning }
        return .ok
    }
}

extension HealthLimit {
    /// What was typed, before what is usual: where the two do not fit, the usual number moves to the one that was typed.
    ///
    /// - Parameter name: of the options, without `warning-` and `critical-`.
    init(_ name: String, warning: Int64?, critical: Int64?, usual: Self) throws(InputError) {
        if let warning, let critical, warning > critical {
            throw InputError("--warning-\(name) is above --critical-\(name).")
        }
        self.warning = warning ?? usual.warning.map { min($0, critical ?? $0) }
        self.critical = critical ?? usual.critical.map { max($0, warning ?? $0) }
    }
}

/// What `almanac health` holds the daemon's numbers against.
struct HealthLimits: Equatable, Sendable {
    /// Seconds since a calendar was last complete; what is `nil` here follows from the interval of its account.
    var age = HealthLimit()
    /// Seconds that an edit may wait for the server.
    var pending = HealthLimit(warning: 3600, critical: 86_400)
    var queue = HealthLimit(warning: 100, critical: 1000)
    var held = HealthLimit(warning: 0)
    var quarantined = HealthLimit(warning: 0)

    /// - Parameter interval: seconds between two polls.
    func age(interval: Int) -> HealthLimit {
        HealthLimit(
            warning: age.warning ?? min(Int64(interval) * Self.warningIntervals, age.critical ?? .max),
            critical: age.critical ?? max(Int64(interval) * Self.criticalIntervals, age.warning ?? 0))
    }

    private static let warningIntervals: Int64 = 3
    private static let criticalIntervals: Int64 = 12
}

// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// One run of an operation.
package struct PerformanceSample: Sendable, Equatable {
    package var operation: String
    package var duration: Duration
    /// How many things it handled.
    package var items: Int
    package var failed: Bool
    package init(operation: String, duration: Duration, items: Int = 1, failed: Bool = false) {
        self.operation = operation
        self.duration = duration
        self.items = items
        self.failed = failed
    }
}

/// One row of `performance_metrics`: all runs of an operation within one period.
package struct PerformanceMetric: Sendable, Equatable {
    package var operation: String
    package var start: Instant
    package var period: Duration
    package var count: Int
    package var items: Int
    package var failures: Int
    package var total: Duration
    package var shortest: Duration
    package var longest: Duration
}

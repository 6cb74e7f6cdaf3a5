// SPDX-License-Identifier: Apache-2.0

/// How long an instance is, roughly. A query looks back by the longest length of each class, so that the few long ones
/// do not make every query read a year.
enum LengthClass: Int, CaseIterable {
    case day = 0
    case month = 1
    case longer = 2

    /// In seconds; `nil`: no limit.
    var longest: Int64? {
        switch self {
        case .day: 86_400
        case .month: 32 * 86_400
        case .longer: nil
        }
    }

    init(start: Int64, end: Int64) {
        let (length, overflow) = end.subtractingReportingOverflow(start)
        if overflow || length > 32 * 86_400 { self = .longer } else { self = length > 86_400 ? .month : .day }
    }
}

extension Int64 {
    /// The sum, or the nearest value that exists.
    func saturating(adding other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    var saturatingNegation: Int64 { self == .min ? .max : -self }
}

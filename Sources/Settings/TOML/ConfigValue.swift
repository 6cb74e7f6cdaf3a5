// SPDX-License-Identifier: Apache-2.0

/// A value of a TOML document, with the line that it begins on.
struct ConfigNode: Equatable {
    /// From 1.
    let line: Int
    let value: ConfigValue
}

enum ConfigValue: Equatable {
    case string(String)
    case integer(Int)
    case number(Double)
    case boolean(Bool)
    case array([ConfigNode])
    case table([String: ConfigNode])
    /// TOML's dates and times; no key takes one, so what it says is not kept.
    case time

    /// With its article, for messages.
    var kind: String {
        switch self {
        case .string: "a string"
        case .integer: "a whole number"
        case .number: "a number"
        case .boolean: "true or false"
        case .array: "an array"
        case .table: "a table"
        case .time: "a date or time"
        }
    }
}

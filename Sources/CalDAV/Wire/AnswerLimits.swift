// SPDX-License-Identifier: Apache-2.0

/// How long an answer may take. The values are the product's; tests shorten them.
struct AnswerLimits: Sendable, Equatable {
    struct Times: Sendable, Equatable {
        /// Until a byte arrives, and for less than one a second.
        var stall: Duration
        /// For the whole exchange: a server that gives one byte a second never stalls.
        var total: Duration
    }
    var object = Times(stall: .seconds(30), total: .seconds(120))
    /// Radicale takes 11 ms per event when it reads a calendar for the first time.
    var list = Times(stall: .seconds(120), total: .seconds(600))
}

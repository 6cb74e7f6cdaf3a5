// SPDX-License-Identifier: Apache-2.0

/// A text, and behind its first NUL what is to be done with it. A plain calendar file so is an input too.
package struct TextAndChoices {
    package let text: [UInt8]
    private var choices: ArraySlice<UInt8>

    package init(_ input: [UInt8]) {
        let mark = input.firstIndex(of: 0) ?? input.count
        text = Array(input[..<mark])
        choices = input[mark...].dropFirst()
    }

    /// The next choice; 0 once there are no more.
    package mutating func next() -> UInt8 { choices.popFirst() ?? 0 }

    /// 0 to `limit` - 1.
    package mutating func next(below limit: Int) -> Int { Int(next()) % limit }

    /// What is left, as a text.
    package mutating func rest() -> String {
        defer { choices = [] }
        return String(decoding: choices, as: UTF8.self)
    }
}

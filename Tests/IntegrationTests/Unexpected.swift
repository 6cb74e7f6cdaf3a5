// SPDX-License-Identifier: Apache-2.0

/// What a test cannot go on after, in words.
struct Unexpected: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}

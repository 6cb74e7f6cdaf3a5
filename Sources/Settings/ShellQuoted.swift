// SPDX-License-Identifier: Apache-2.0

/// A word of a command that a person, or `sh`, is told: as it is where the shell takes it so, else in single quotes.
package func shellQuoted(_ word: String) -> String {
    func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "/._-+@%=:".utf8.contains(byte)
        }
    }
    if !word.isEmpty, word.utf8.allSatisfy(isPlain) { return word }
    return "'" + word.replacing("'", with: #"'\''"#) + "'"
}

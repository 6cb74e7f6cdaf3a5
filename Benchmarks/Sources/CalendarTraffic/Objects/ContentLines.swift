// SPDX-License-Identifier: Apache-2.0

/// Content lines as RFC 5545 §3.1 wants them: CRLF, folded before the 76th octet, never inside a character.
struct ContentLines {
    private(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(2048) }

    mutating func line(_ text: String) {
        var room = 75
        for scalar in text.unicodeScalars {
            let encoded = Array(String(scalar).utf8)
            if encoded.count > room {
                bytes += [13, 10, 32]
                room = 74
            }
            bytes += encoded
            room -= encoded.count
        }
        bytes += [13, 10]
    }

    /// Lines that are already right, with their CRLF.
    mutating func block(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ",", ";": result += "\\" + String(scalar)
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

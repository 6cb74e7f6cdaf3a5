// SPDX-License-Identifier: Apache-2.0

extension [UInt8] {
    /// Appends one content line, folded at 75 octets on UTF-8 boundaries (RFC 5545 §3.1), with its line end.
    mutating func appendFolded(_ line: some Collection<UInt8>, lineEnd: [UInt8]) {
        var column = 0
        var index = line.startIndex
        while index < line.endIndex {
            let length = Self.sequenceLength(line[index])
            if column + length > 75 {
                append(contentsOf: lineEnd)
                append(.space)
                column = 1
            }
            for _ in 0..<length where index < line.endIndex {
                append(line[index])
                index = line.index(after: index)
            }
            column += length
        }
        append(contentsOf: lineEnd)
    }

    /// Bytes of the UTF-8 sequence that begins with `byte`.
    private static func sequenceLength(_ byte: UInt8) -> Int {
        switch byte {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 1
        }
    }
}

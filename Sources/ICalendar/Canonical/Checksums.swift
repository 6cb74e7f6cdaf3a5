// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Crypto

/// The checksums of one object: a server that only spells it differently leaves them as they are.
struct Checksums {
    /// Per item of the object, in its order.
    let items: [String]
    let object: String
    /// Empty when there is no zone.
    let zones: String

    init(_ object: CalendarObject) {
        let text = object.text
        items = object.items.map { item in
            let name = text.text[text.components[item.component].nameRange].map(\.asciiUppercased)
            return sha256(name + [.lineFeed] + CanonicalForm.lines(of: item.component, in: text))
        }
        let keyed = zip(object.items.map(\.key), items).sorted { ($0.0, $0.1) < ($1.0, $1.1) }
        var all: [UInt8] = []
        for (key, checksum) in keyed {
            for part in [key.uid, key.recurrenceID ?? "", checksum] {
                all += part.utf8
                all.append(0)
            }
        }
        self.object = sha256(all)
        let definitions = object.zones.map { CanonicalForm.lines(of: $0, in: text) }
            .sorted { $0.lexicographicallyPrecedes($1) }
        zones = definitions.isEmpty ? "" : sha256(Array(definitions.joined(separator: [0])))
    }
}

/// In hex.
private func sha256(_ bytes: [UInt8]) -> String {
    var hash = SHA256()
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    return hash.finalize().withUnsafeBytes { digest in
        String(unsafeUninitializedCapacity: 64) { buffer in
            for (index, byte) in digest.enumerated() {
                buffer[2 * index] = hexDigit(byte >> 4)
                buffer[2 * index + 1] = hexDigit(byte & 15)
            }
            return 64
        }
    }
}

private func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

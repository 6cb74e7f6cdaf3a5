// SPDX-License-Identifier: Apache-2.0

import CSystemd
import Glibc
import Logging

extension LogEntry {
    /// Sends the entry to journald in its native protocol, in which a value may hold anything, line ends too.
    func sendToJournal(identifier: String) {
        let fields = journalFields(identifier: identifier).map { Array("\($0.name)=\($0.value)".utf8) }
        sendv(fields[...], [])
    }

    /// `NAME`, value; what journald or we ourselves set comes first.
    func journalFields(identifier: String) -> [(name: String, value: String)] {
        let own = [
            ("MESSAGE", text), ("PRIORITY", String(priority)), ("SYSLOG_IDENTIFIER", identifier),
            ("LOGGER", label), ("CODE_FILE", file), ("CODE_LINE", String(line)), ("CODE_FUNC", function),
        ]
        let given = metadata.sorted { $0.key < $1.key }.map { (journalFieldName($0.key), $0.value.description) }
        return own + given
    }

    /// Nests one borrowed buffer in the next, since sd_journal_sendv(3) wants them all at once.
    private func sendv(_ fields: ArraySlice<[UInt8]>, _ vectors: [iovec]) {
        guard let first = fields.first else {
            _ = vectors.withUnsafeBufferPointer { sd_journal_sendv($0.baseAddress, Int32($0.count)) }
            return
        }
        first.withUnsafeBytes { bytes in
            let base = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
            sendv(fields.dropFirst(), vectors + [iovec(iov_base: base, iov_len: bytes.count)])
        }
    }
}

/// `calendar.id` → `CALENDAR_ID`. journald takes A–Z, 0–9 and `_`, at most 64 of them, no digit and no `_` in front
/// (`_` is for its own fields), and silently drops what is otherwise. Names with a meaning of their own get `FIELD_`.
func journalFieldName(_ key: String) -> String {
    var name = ""
    for byte in key.utf8.prefix(256) {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): name.unicodeScalars.append(Unicode.Scalar(byte - 0x20))
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            name.unicodeScalars.append(Unicode.Scalar(byte))
        default: name += "_"
        }
    }
    name = String(name.drop { $0 == "_" }.prefix(64))
    let isReserved = ["MESSAGE", "PRIORITY", "LOGGER"].contains(name) || name.hasPrefix("SYSLOG_")
    if name.isEmpty || isReserved || name.first?.isNumber == true || name.hasPrefix("CODE_") {
        name = String("FIELD_\(name)".prefix(64))
    }
    return name
}

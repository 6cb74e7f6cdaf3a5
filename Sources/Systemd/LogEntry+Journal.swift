// SPDX-License-Identifier: Apache-2.0

import Logging

extension LogEntry {
    /// The entry as journald takes it. No value has a line end in it (``safeText(_:limit:)``), and so none needs a length.
    func datagram(identifier: String) -> [UInt8] {
        Array(journalFields(identifier: identifier).map { "\($0.name)=\($0.value)\n" }.joined().utf8)
    }

    /// `NAME`, value; what journald or we ourselves set comes first.
    func journalFields(identifier: String) -> [(name: String, value: String)] {
        let own = [
            ("MESSAGE", safeText(text, limit: 16 << 10)), ("PRIORITY", String(priority)),
            ("SYSLOG_IDENTIFIER", identifier), ("LOGGER", label), ("CODE_FILE", file), ("CODE_LINE", String(line)),
            ("CODE_FUNC", function),
        ]
        let kind = LogKind.of(message).map { [("MESSAGE_ID", $0.id)] } ?? []
        let given = metadata.sorted { $0.key < $1.key }
            .map { (journalFieldName($0.key), safeText($0.value.description)) }
        return own + kind + given
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
    let isReserved = ["MESSAGE", "MESSAGE_ID", "PRIORITY", "LOGGER"].contains(name) || name.hasPrefix("SYSLOG_")
    if name.isEmpty || isReserved || name.first?.isNumber == true || name.hasPrefix("CODE_") {
        name = String("FIELD_\(name)".prefix(64))
    }
    return name
}

// SPDX-License-Identifier: Apache-2.0

internal import CResolv
internal import Glibc

/// One SRV record (RFC 2782).
struct ServiceRecord: Equatable, Sendable {
    var priority: UInt16
    var weight: UInt16
    var port: UInt16
    /// In lower case, without a dot at its end; empty: the domain says that it has no such service.
    var host: String
}

/// More than a domain needs; what comes after them is not looked at.
private let mostRecords = 20

/// The SRV records of a name server's answer in the order in which to try them: by priority, then the heavier first.
/// What is no host name is left out.
func serviceRecords(in answer: [UInt8]) -> [ServiceRecord] {
    let found = records(in: answer, of: .service) { message, data, place in
        guard data.count > 6, let host = expandedName(message, place + 6) else { return ServiceRecord?.none }
        return ServiceRecord(
            priority: UInt16(data[0]) << 8 | UInt16(data[1]), weight: UInt16(data[2]) << 8 | UInt16(data[3]),
            port: UInt16(data[4]) << 8 | UInt16(data[5]), host: host)
    }
    return found.enumerated().sorted { a, b in
        (a.element.priority, b.element.weight, a.offset) < (b.element.priority, a.element.weight, b.offset)
    }.map(\.element)
}

/// The path of a TXT record's `path=` (RFC 6764 §4); `nil` when there is none that can be used.
func contextPath(in answer: [UInt8]) -> String? {
    let texts = records(in: answer, of: .text) { _, data, _ in characterStrings(data) }
    for text in texts.joined() where text.lowercased().hasPrefix("path=") {
        let path = String(text.dropFirst(5))
        if path.hasPrefix("/"), path.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "#") }) { return path }
    }
    return nil
}

private func records<Record>(
    in answer: [UInt8], of kind: NameService.Kind,
    _ read: (ns_msg, UnsafeBufferPointer<UInt8>, UnsafePointer<UInt8>) -> Record?
) -> [Record] {
    answer.withUnsafeBufferPointer { bytes in
        var message = ns_msg()
        guard let start = bytes.baseAddress, cresolv_parse(start, Int32(bytes.count), &message) == 0 else { return [] }
        var found: [Record] = []
        for index in 0..<min(Int32(mostRecords), cresolv_record_count(message)) {
            var record = ns_rr()
            guard cresolv_record(&message, index, &record) == 0 else { break }
            guard Int32(record.type) == kind.rawValue, record.rr_class == UInt16(ns_c_in.rawValue),
                let data = record.rdata
            else { continue }
            let content = UnsafeBufferPointer(start: data, count: Int(record.rdlength))
            if let value = read(message, content, data) { found.append(value) }
        }
        return found
    }
}

/// `nil` for what is no name of a host: letters, digits, dashes and dots (RFC 1123 §2.1).
private func expandedName(_ message: ns_msg, _ place: UnsafePointer<UInt8>) -> String? {
    var (message, text) = (message, [CChar](repeating: 0, count: Int(NS_MAXDNAME)))
    guard cresolv_expand(&message, place, &text) >= 0 else { return nil }
    let name = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).lowercased()
    if name.isEmpty || name == "." { return "" }
    let host = name.hasSuffix(".") ? String(name.dropLast()) : name
    return isHostName(host) ? host : nil
}

func isHostName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 253
        && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63
                && label.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95 }
        }
}

/// A TXT record holds strings of at most 255 bytes, each after its length (RFC 1035 §3.3.14).
private func characterStrings(_ data: UnsafeBufferPointer<UInt8>) -> [String] {
    var (texts, rest) = ([String](), data[...])
    while let length = rest.popFirst(), rest.count >= Int(length) {
        texts.append(String(decoding: rest.prefix(Int(length)), as: UTF8.self))
        rest = rest.dropFirst(Int(length))
    }
    return texts
}

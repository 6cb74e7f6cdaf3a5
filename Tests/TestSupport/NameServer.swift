// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Synchronization

/// A small DNS server on 127.0.0.1 (UDP), for records that no real domain has.
package final class NameServer: Sendable {
    package enum Record: Sendable {
        case srv(priority: UInt16 = 0, weight: UInt16 = 0, port: UInt16, host: String)
        /// Each at most 255 bytes.
        case txt([String])
        /// These bytes, whatever they are, as the data of a record of that type.
        case raw(type: UInt16, [UInt8])

        var type: UInt16 {
            switch self {
            case .srv: 33
            case .txt: 16
            case .raw(let type, _): type
            }
        }
    }

    package enum Reply: Sendable {
        case records([Record])
        /// No such name.
        case nothing
        /// Nothing at all.
        case silence
        /// The question's first two bytes, and these.
        case bytes([UInt8])
    }

    package let port: UInt16
    private let descriptor: Int32
    private let asked = Mutex<[String]>([])

    /// `script` gets the name in lower case, and the type.
    package init(_ script: @escaping @Sendable (String, UInt16) -> Reply) throws {
        (descriptor, port) = try datagramSocket()
        Thread.detachNewThread { [weak self, descriptor] in
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                var (sender, length) = (sockaddr_in(), socklen_t(MemoryLayout<sockaddr_in>.size))
                let count = withSocketAddress(&sender) { recvfrom(descriptor, &buffer, buffer.count, 0, $0, &length) }
                guard count > 0 else { return }
                let question = Array(buffer.prefix(count))
                guard let (name, type) = questioned(question) else { continue }
                self?.asked.withLock { $0.append("\(name) \(type)") }
                let answer = answer(to: question, type, script(name, type))
                guard !answer.isEmpty else { continue }
                _ = withSocketAddress(&sender) { sendto(descriptor, answer, answer.count, 0, $0, length) }
            }
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    /// `NAME TYPE` of every question, in order.
    package var questions: [String] { asked.withLock { $0 } }
}

private func questioned(_ bytes: [UInt8]) -> (String, UInt16)? {
    var (at, labels) = (12, [String]())
    while at < bytes.count, bytes[at] > 0 {
        let end = at + 1 + Int(bytes[at])
        guard end < bytes.count else { return nil }
        labels.append(String(decoding: bytes[(at + 1)..<end], as: UTF8.self).lowercased())
        at = end
    }
    guard at + 2 < bytes.count else { return nil }
    return (labels.joined(separator: "."), UInt16(bytes[at + 1]) << 8 | UInt16(bytes[at + 2]))
}

private func answer(to question: [UInt8], _ type: UInt16, _ reply: NameServer.Reply) -> [UInt8] {
    let end = 12 + (question[12...].firstIndex(of: 0).map { $0 - 12 } ?? 0) + 5
    let asked = Array(question[12..<min(end, question.count)])
    func head(_ code: UInt8, _ count: Int) -> [UInt8] {
        Array(question[0..<2]) + [0x81, 0x80 | code, 0, 1, UInt8(count >> 8), UInt8(count & 255), 0, 0, 0, 0] + asked
    }
    switch reply {
    case .silence: return []
    case .bytes(let bytes): return Array(question[0..<2]) + bytes
    case .nothing: return head(3, 0)
    case .records(let records):
        return head(0, records.count)
            + records.flatMap { record -> [UInt8] in
                let data = data(of: record)
                // The name is a pointer to that of the question.
                return [0xC0, 12, UInt8(record.type >> 8), UInt8(record.type & 255), 0, 1, 0, 0, 0, 60]
                    + [UInt8(data.count >> 8), UInt8(data.count & 255)] + data
            }
    }
}

private func data(of record: NameServer.Record) -> [UInt8] {
    switch record {
    case .raw(_, let bytes): return bytes
    case .txt(let texts): return texts.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
    case .srv(let priority, let weight, let port, let host):
        let numbers = [priority, weight, port].flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
        let labels = host.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
        return numbers + labels + [0]
    }
}

private func datagramSocket() throws -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var (address, length) = (loopback(0), socklen_t(MemoryLayout<sockaddr_in>.size))
    let result = withSocketAddress(&address) { pointer in
        bind(descriptor, pointer, length) == 0 ? getsockname(descriptor, pointer, &length) : -1
    }
    guard result == 0 else { throw socketError("bind") }
    return (descriptor, UInt16(bigEndian: address.sin_port))
}

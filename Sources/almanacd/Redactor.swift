// SPDX-License-Identifier: Apache-2.0

import RemoteCalendars

/// Takes a password out of what its server says, should the server repeat what it was sent: as it is, in base64 as it
/// travels, and percent-encoded, whatever the case of the digits. Text that people have on the server stays as it is.
struct Redactor: Sendable {
    /// Longest first, so that nothing is left of a longer one that holds a shorter one.
    private let needles: [[UInt8]]

    /// Shorter ones than these bytes would be found in ordinary words; of them only the whole login is looked for.
    private static let shortest = 4

    init(username: String, password: String?) {
        guard let password, !password.isEmpty else {
            needles = []
            return
        }
        var forms = [base64(Array("\(username):\(password)".utf8))]
        if password.utf8.count >= Self.shortest {
            forms += [Array(password.utf8), percentEncoded(password)]
            forms += (0..<3).map { base64(Array(password.utf8), shiftedBy: $0) }
        }
        needles = forms.map { $0.map(lowered) }.filter { $0.count >= Self.shortest }.sorted { $0.count > $1.count }
    }

    func callAsFunction(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let low = bytes.map(lowered)
        var (result, index, isChanged) = ([UInt8](), 0, false)
        while index < bytes.count {
            if let needle = needles.first(where: { low[index...].starts(with: $0) }) {
                result += Array("<secret>".utf8)
                index += needle.count
                isChanged = true
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return isChanged ? String(decoding: result, as: UTF8.self) : text
    }

    func callAsFunction(_ text: String?) -> String? { text.map { self($0) } }

    func callAsFunction(_ error: RemoteError) -> RemoteError {
        var error = error
        (error.message, error.hint) = (self(error.message), self(error.hint))
        error.evidence = self(error.evidence)
        return error
    }
}

private func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }

/// Of bytes with `shift` unknown ones before them: the characters that these bytes alone decide.
private func base64(_ bytes: [UInt8], shiftedBy shift: Int = 0) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    let known = shift * 8..<(shift + bytes.count) * 8
    let padded = [UInt8](repeating: 0, count: shift) + bytes
    func bit(_ index: Int) -> Int { Int(padded[index / 8] >> UInt8(7 - index % 8)) & 1 }
    return stride(from: (known.lowerBound + 5) / 6 * 6, through: known.upperBound - 6, by: 6).map { start in
        alphabet[(start..<start + 6).reduce(0) { $0 << 1 | bit($1) }]
    }
}

/// Everything but the unreserved characters of RFC 3986 §2.3.
private func percentEncoded(_ text: String) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return text.utf8.flatMap { byte -> [UInt8] in
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: [byte]
        default: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
}

extension Redactor {
    func callAsFunction(_ outcome: WriteOutcome) -> WriteOutcome {
        switch outcome {
        case .refused(let reason): .refused(self(reason))
        case .busy(let after, let reason): .busy(after: after, self(reason))
        case .done, .doneElsewhere, .preconditionFailed, .notFound, .uidConflict, .readOnly, .locked: outcome
        }
    }

    func callAsFunction(_ outcome: CreationOutcome) -> CreationOutcome {
        switch outcome {
        case .refused(let reason): .refused(self(reason))
        case .tryLater(let after, let reason): .tryLater(after: after, self(reason))
        case .done, .taken: outcome
        }
    }

    func callAsFunction(_ outcome: PropertiesOutcome) -> PropertiesOutcome {
        switch outcome {
        case .answered(let taken, let refused, let reason):
            .answered(taken: taken, refused: refused, reason: self(reason))
        case .tryLater(let after, let reason): .tryLater(after: after, self(reason))
        }
    }

    func callAsFunction(_ outcome: DeletionOutcome) -> DeletionOutcome {
        switch outcome {
        case .refused(let reason): .refused(self(reason))
        case .tryLater(let after, let reason): .tryLater(after: after, self(reason))
        case .done: outcome
        }
    }
}

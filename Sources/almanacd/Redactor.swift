// SPDX-License-Identifier: Apache-2.0

/// Takes passwords out of what their server says, should the server repeat what it was sent: as ``SecretForm`` spells them,
/// and in base64 as they travel. Text of events stays as it is.
struct Redactor: Sendable {
    private let forms: [SecretForm]
    /// Nothing begins with any other byte.
    private let firsts: Set<UInt8>

    /// Shorter ones than these bytes would be found in ordinary words; of them only the whole login is looked for.
    private static let shortest = 4
    private static let shortestInNames = 8

    init(username: String, passwords: [String]) {
        forms = passwords.filter { !$0.isEmpty }.flatMap { password in
            var forms = [SecretForm(base64: Array("\(username):\(password)".utf8))]
            if password.utf8.count >= Self.shortest {
                forms.append(SecretForm(password))
                forms += (0..<3).map { SecretForm(base64: Array(password.utf8), shiftedBy: $0) }
            }
            return forms.filter { $0.length >= Self.shortest }
        }
        firsts = Set(forms.flatMap(\.firsts))
    }

    /// What a server says in its own words, or where it is.
    func callAsFunction(_ text: String) -> String { redacted(text, .anyCase) }

    func callAsFunction(_ text: String?) -> String? { text.map { self($0) } }

    /// Of what people have given names to on the server: of a password that is like a word, as `home`, the calendar "Home"
    /// would lose its name, and tell the password. So it is looked for only from 8 bytes on, and in its own case.
    func name(_ text: String) -> String { redacted(text, .sameCase) }

    private func redacted(_ text: String, _ strictness: SecretForm.Strictness) -> String {
        let forms = strictness == .anyCase ? forms : forms.filter { $0.length >= Self.shortestInNames }
        guard !forms.isEmpty else { return text }
        let bytes = Array(text.utf8)
        let low = bytes.map(lowered)
        var (result, index, isChanged) = ([UInt8](), 0, false)
        while index < bytes.count {
            let isWorthwhile = firsts.contains(low[index])
            let end = isWorthwhile ? forms.compactMap { $0.end(in: bytes, low, at: index, strictness) }.max() : nil
            if let end {
                result += Array("<secret>".utf8)
                index = end
                isChanged = true
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return isChanged ? String(decoding: result, as: UTF8.self) : text
    }
}

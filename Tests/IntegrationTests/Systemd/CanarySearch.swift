// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Looks for passwords in bytes, in every form in which one may have got there.
struct CanarySearch {
    struct Needle {
        var password: String
        var form: String
        var bytes: Data
    }
    let needles: [Needle]

    init(username: String, passwords: [String]) {
        needles = passwords.flatMap { password in
            Self.forms(of: password, username: username).map { form, text in
                Needle(password: password, form: form, bytes: Data(Self.lowered(Data(text.utf8))))
            }
        }
    }

    /// `form of password`, for each that is there. The case of ASCII letters counts for nothing.
    func hits(in bytes: Data) -> [String] {
        let bytes = Self.lowered(bytes)
        return needles.filter { bytes.range(of: $0.bytes) != nil }.map { "\($0.form) of \($0.password)" }
    }

    static func forms(of password: String, username: String) -> [(String, String)] {
        let unreserved = CharacterSet(
            charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
        let quoted = password.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        let ascii = quoted.utf16.map { $0 < 128 ? String(UnicodeScalar(UInt8($0))) : String(format: "\\u%04x", $0) }
        let xml = password.replacing("&", with: "&amp;")
        return [
            ("raw", password), ("JSON", quoted), ("ASCII JSON", ascii.joined()), ("XML", xml),
            ("quoted XML", xml.replacing("\"", with: "&quot;")),
            ("percent", password.addingPercentEncoding(withAllowedCharacters: unreserved) ?? password),
            (
                "form",
                (password.addingPercentEncoding(withAllowedCharacters: unreserved) ?? password).replacing(
                    "%20", with: "+")
            ),
            ("login in base64", Data("\(username):\(password)".utf8).base64EncodedString().trimmingPadding),
        ] + (0..<3).map { ("base64 at \($0)", base64(password, after: $0)) }
    }

    /// What every base64 of a text has in common that holds the password after `shift` other bytes, modulo 3.
    private static func base64(_ password: String, after shift: Int) -> String {
        let text = (Data(repeating: 0x78, count: shift) + Data(password.utf8)).base64EncodedString()
        return String(text.trimmingPadding.dropFirst(shift == 0 ? 0 : shift + 1))
    }

    private static func lowered(_ bytes: Data) -> Data {
        var bytes = bytes
        bytes.withUnsafeMutableBytes { bytes in
            // Hundreds of megabytes, and debug builds: by hand.
            guard var byte = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
            let end = byte + bytes.count
            while byte != end {
                if byte.pointee &- 0x41 < 26 { byte.pointee |= 0x20 }
                byte += 1
            }
        }
        return bytes
    }
}

extension String {
    /// Without the end that depends on what follows.
    fileprivate var trimmingPadding: String {
        hasSuffix("=") ? String(prefix { $0 != "=" }.dropLast()) : self
    }
}

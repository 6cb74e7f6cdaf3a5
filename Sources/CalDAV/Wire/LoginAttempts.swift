// SPDX-License-Identifier: Apache-2.0

internal import HTTPTransfer

/// How one request presents the account's secret, until an answer is no 401 or nothing is left to try.
struct LoginAttempts {
    private(set) var method: LoginMethod
    private let isFixed: Bool
    private var tried: [LoginMethod] = []
    private var isRepetition = false

    /// - Parameters:
    ///   - fixed: what the settings say; `nil`: Basic, which Google and others want without a challenge, then Digest.
    ///   - remembered: what the server took the last time.
    init(fixed: LoginMethod?, remembered: LoginMethod?) {
        method = fixed ?? remembered ?? .basic
        isFixed = fixed != nil
    }

    /// - Returns: whether to try once more, with ``method``.
    mutating func goesOn(after headers: [HTTPHeader]) -> Bool {
        tried.append(method)
        let offered = offeredMethods(headers)
        if !isFixed, method == .basic, offered.contains(.digest), !tried.contains(.digest) {
            method = .digest
            return true
        }
        if !isFixed, method == .digest, offered.contains(.basic), !tried.contains(.basic) {
            method = .basic
            return true
        }
        // Yahoo refuses the first request of a session for no reason. Curl has repeated a Digest one by itself.
        guard method != .digest, !isRepetition, tried.count == 1 else { return false }
        isRepetition = true
        return true
    }
}

/// The known schemes in all `WWW-Authenticate` lines; one line may hold several (RFC 9110 §11.6.1).
func offeredMethods(_ headers: [HTTPHeader]) -> Set<LoginMethod> {
    let lines = headers.filter { $0.name.lowercased() == "www-authenticate" }.map(\.value)
    return Set(
        lines.flatMap { withoutQuoted($0).lowercased().split(separator: ",") }.compactMap { part in
            switch part.split(whereSeparator: { $0 == " " || $0 == "\t" }).first {
            case "basic": .basic
            case "digest": .digest
            case "bearer": .bearer
            default: nil
            }
        })
}

/// A comma in a quoted string separates nothing.
private func withoutQuoted(_ text: String) -> String {
    var result = ""
    var (isQuoted, isEscaped) = (false, false)
    for character in text {
        if isQuoted {
            if !isEscaped, character == "\"" { isQuoted = false }
            isEscaped = !isEscaped && character == "\\"
        } else if character == "\"" {
            isQuoted = true
        } else {
            result.append(character)
        }
    }
    return result
}

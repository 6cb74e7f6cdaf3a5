// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import CalendarModel
import ControlWire
import Hummingbird

/// The parameters of a request's URL; unknown ones are refused, so that a misspelt one is not lost.
struct QueryValues {
    private var values: [String: [String]] = [:]

    init(_ request: Request, known: Set<String>) throws {
        let query = request.uri.query ?? ""
        for item in query.split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = percentDecoded(parts[0]), let value = percentDecoded(parts.count > 1 ? parts[1] : "")
            else {
                throw ProblemDocument.badRequest("The query is not percent-encoded UTF-8.")
            }
            guard known.contains(name) else {
                let names = known.sorted().joined(separator: ", ")
                throw ProblemDocument.badRequest(
                    "There is no parameter \"\(name)\" here.", hint: known.isEmpty ? nil : "Known: \(names)")
            }
            values[name, default: []].append(value)
        }
    }

    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// `nil` when it is absent or empty.
    func text(_ name: String) throws -> String? {
        let found = all(name)
        guard found.count < 2 else { throw ProblemDocument.badRequest("`\(name)` is given twice.") }
        return found.first.flatMap { $0.isEmpty ? nil : $0 }
    }

    func number(_ name: String, in range: ClosedRange<Int64>) throws -> Int64? {
        guard let text = try text(name) else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            throw ProblemDocument.badRequest(
                "`\(name)` takes a number from \(range.lowerBound) to \(range.upperBound), not \"\(text)\".")
        }
        return number
    }

    func number(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        try number(name, in: Int64(range.lowerBound)...Int64(range.upperBound)).map(Int.init)
    }

    func flag(_ name: String) throws -> Bool {
        switch try text(name) {
        case nil, "false", "0": false
        case "true", "1": true
        case let text?: throw ProblemDocument.badRequest("`\(name)` takes true or false, not \"\(text)\".")
        }
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String, of _: Choice.Type) throws -> Choice? {
        guard let text = try text(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw ProblemDocument.badRequest("`\(name)` takes one of \(names), not \"\(text)\".")
        }
        return choice
    }

    func moment(_ name: String) throws -> RequestedMoment? {
        guard let text = try text(name) else { return nil }
        guard let time = RequestedTime(text) else {
            throw ProblemDocument.badRequest(
                "`\(name)` takes a date, a wall time or a time with offset, not \"\(text)\".",
                hint: "Such as 2026-03-01 or 2026-03-01T09:00:00+01:00; write + as %2B.")
        }
        return RequestedMoment(time)
    }

    /// How long an answer may be held back.
    func wait() throws -> Duration { .seconds(try number("wait", in: 0...ControlLimits.wait) ?? 0) }
}

/// `nil` for escapes that are none, or not UTF-8. `+` stays, since these are no forms.
func percentDecoded(_ text: some StringProtocol) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        let digits = rest.prefix(2)
        guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16),
            digits.first != UInt8(ascii: "+")
        else { return nil }
        bytes.append(value)
        rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
}

extension ControlContext {
    /// A part of the path, decoded.
    func part(_ name: String) throws -> String {
        guard let text = parameters.get(name).flatMap({ percentDecoded($0) }), !text.isEmpty else {
            throw ProblemDocument.badRequest("The path is not percent-encoded UTF-8.")
        }
        return text
    }

    var editor: Editor { Editor(user: user) }
}

// SPDX-License-Identifier: Apache-2.0

/// A kind of event that is logged at `info` or above. Its message is constant, everything that varies is in the metadata.
struct LogKind: Sendable, Equatable {
    /// When an entry is told that was told before.
    enum Telling: Sendable, Equatable {
        case always
        /// It may last, and be met at each try: told when it begins, when how it stands is another, and once a day.
        case daily
        /// As ``daily``, and another reason is nothing new.
        case dailyWhateverTheReason
        /// The end of what these told: should it come again, it is told again.
        case ending([String])
        /// The same, met again and again where all is well, and so told only if it ends something.
        case allIsWell(after: [String])

        var lasts: Bool { self == .daily || self == .dailyWhateverTheReason }
    }

    let message: String
    /// Its `MESSAGE_ID`: 128 random bits, the same for ever; `systemd/catalog/almanac.catalog` explains it.
    let id: String
    let telling: Telling

    init(_ message: String, _ id: String, _ telling: Telling = .always) {
        (self.message, self.id, self.telling) = (message, id, telling)
    }

    static func of(_ message: String) -> LogKind? { byMessage[message] }

    private static let byMessage = Dictionary(all.map { ($0.message, $0) }) { first, _ in first }
}

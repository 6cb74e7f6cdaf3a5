// SPDX-License-Identifier: Apache-2.0

import Logging

/// What was told lately, so that an account that fails at each of 288 polls is not told of 288 times a day.
struct ToldEntries {
    private struct Subject: Hashable {
        var message: String
        var values: [String?]
    }
    private struct Told {
        var at: ContinuousClock.Instant
        var withheld = 0
    }

    /// What an entry is about; the rest of its metadata says how it stands.
    private static let subjectKeys = ["account", "calendar", "href", "peer.uid", "path"]
    /// Another each time, or with each change elsewhere in a calendar.
    private static let besides = ["run", "hb.request.id", "of"]
    private static let day = Duration.seconds(86_400)
    /// Of one subject, a day: a server that gives another reason each time is told of so often.
    private static let mostReasons = 8
    private static let mostSubjects = 8192

    private var told: [Subject: [String: Told]] = [:]

    /// - Returns: how often it was withheld since it was last told; `nil`: it is withheld now.
    mutating func tell(_ kind: LogKind, _ metadata: Logger.Metadata, at now: ContinuousClock.Instant) -> Int? {
        let values = Self.subjectKeys.map { metadata[$0]?.description }
        let subject = Subject(message: kind.message, values: values)
        switch kind.telling {
        case .always: return 0
        case .ending(let messages):
            _ = forget(messages, about: values)
            return 0
        case .allIsWell(let messages): return forget(messages, about: values) ? 0 : nil
        case .daily: return tellOnce(subject, Self.state(metadata), at: now)
        case .dailyWhateverTheReason: return tellOnce(subject, "", at: now)
        }
    }

    private mutating func tellOnce(_ subject: Subject, _ state: String, at now: ContinuousClock.Instant) -> Int? {
        if told.count >= Self.mostSubjects, told[subject] == nil { makeRoom(at: now) }
        var states = told[subject, default: [:]]
        defer { told[subject] = states }
        if let last = states[state], now - last.at < Self.day {
            states[state]?.withheld += 1
            return nil
        }
        let withheld = states[state]?.withheld ?? 0
        states = states.filter { now - $0.value.at < Self.day }
        guard states.count < Self.mostReasons else { return nil }
        states[state] = Told(at: now)
        return withheld
    }

    /// Forgets what was told a day ago, or else the quarter that was told of first.
    private mutating func makeRoom(at now: ContinuousClock.Instant) {
        let last = told.mapValues { states in states.values.map(\.at).max() ?? now }
        told = told.filter { now - (last[$0.key] ?? now) < Self.day }
        guard told.count >= Self.mostSubjects else { return }
        let oldest = told.keys.sorted { (last[$0] ?? now) < (last[$1] ?? now) }.prefix(Self.mostSubjects / 4)
        for subject in oldest { told[subject] = nil }
    }

    /// - Returns: whether there was something to forget.
    private mutating func forget(_ messages: [String], about values: [String?]) -> Bool {
        let ended = told.keys.filter { subject in
            messages.contains(subject.message)
                && !zip(values, subject.values).contains { $0 != nil && $0 != $1 }
        }
        for subject in ended { told[subject] = nil }
        return !ended.isEmpty
    }

    /// Without how long something took and how much it was, which is another each time.
    private static func state(_ metadata: Logger.Metadata) -> String {
        metadata.filter { !subjectKeys.contains($0.key) && !besides.contains($0.key) }
            .map { "\($0.key)=\($0.value.description.replacing(/\d+ (ms|milliseconds|seconds|bytes)/, with: ""))" }
            .sorted().joined(separator: " ")
    }
}

// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import ICalendar
import Testing

/// Random rules against recurring-ical-events, python-dateutil and libical (`scripts/oracles`). What each of them is
/// known to do otherwise stands in docs/decisions/0002-recurrence-where-we-differ.md.
@Suite struct `Recurrence compared with other programs` {
    /// ALMANAC_ORACLE_RULES says how many; 20,000 take three to four minutes of two cores.
    @Test func `has the same first instances of random rules`() async throws {
        let number = ProcessInfo.processInfo.environment["ALMANAC_ORACLE_RULES"].flatMap { Int($0) } ?? 20_000
        // The same rules each time, so that a change is what fails; another seed asks for others.
        let seed = ProcessInfo.processInfo.environment["ALMANAC_ORACLE_SEED"].flatMap { Int($0) } ?? 812_964_996
        print("random rules: \(number), seed \(seed)")
        // One process for each core.
        async let first = Oracles.lines("compare_rules.py", [String(seed), String(number / 2)])
        async let second = Oracles.lines("compare_rules.py", [String(seed + 1), String(number - number / 2)])
        var tally = Tally()
        for line in try await first + second {
            let series = try JSONDecoder().decode(ComparedSeries.self, from: Data(line.utf8))
            tally.count(series)
            check(series, seed, &tally)
        }
        print(tally)
        #expect(tally.rules == number)
        #expect(tally.late * 10 < number, "python-dateutil gave up too often")
        #expect(tally.compared["recurring-ical-events", default: 0] * 10 > number * 9)
    }

    private func check(_ series: ComparedSeries, _ seed: Int, _ tally: inout Tally) {
        let window = DeriveWindow(range: TimeRange(start: series.from, end: series.to))
        guard let derived = try? object(Array(series.text.utf8), window) else {
            Issue.record("seed \(seed): not read: \(series.text)")
            return
        }
        let found = derived.occurrences.map(\.start.seconds)
        tally.instances += found.count
        var answers = series.others
        answers["python-dateutil"] = series.expected
        for (oracle, moments) in answers where moments != found {
            if let difference = KnownDifference.allCases.first(where: { $0.explains(series, derived, moments) }) {
                tally.known["\(difference)", default: 0] += 1
            } else {
                Issue.record(
                    """
                    seed \(seed), \(oracle): \(series); differs at \
                    \(Set(moments).symmetricDifference(found).sorted().prefix(5))
                    """
                )
            }
        }
    }
}

/// A line of `compare_rules.py`.
struct ComparedSeries: Decodable, CustomStringConvertible {
    let text, rule: String
    let from, to: Int64
    let expected: [Int64]
    let same: [String]
    let others: [String: [Int64]]
    let cannot: [String]
    let late: Bool

    var description: String {
        let start = text.split(separator: "\r\n").first { $0.hasPrefix("DTSTART") } ?? ""
        return "\(start) \(rule) in \(from)..<\(to): \(expected.count) instances"
    }
}

private struct Tally: CustomStringConvertible {
    var (rules, instances, late) = (0, 0, 0)
    var compared: [String: Int] = [:]
    var known: [String: Int] = [:]

    mutating func count(_ series: ComparedSeries) {
        rules += 1
        if series.late { late += 1 }
        for oracle in series.same + series.others.keys { compared[oracle, default: 0] += 1 }
    }

    var description: String {
        "\(rules) rules, \(instances) instances; python-dateutil gave up on \(late); also compared: \(compared); "
            + "known differences: \(known)"
    }
}

/// Each is explained in docs/decisions/0002-recurrence-where-we-differ.md; what can be translated for an oracle is, and
/// is no difference here.
private enum KnownDifference: CaseIterable {
    /// The expander gave up, and said so: what it has found must still be right.
    case cutOff

    func explains(_ series: ComparedSeries, _ derived: DerivedObject, _ moments: [Int64]) -> Bool {
        switch self {
        case .cutOff: derived.isCutOff && moments.starts(with: derived.occurrences.map(\.start.seconds))
        }
    }
}

/// The Python programs of `scripts/oracles`, in the environment that `scripts/servers/install` makes for them.
enum Oracles {
    static let home: String = {
        let environment = ProcessInfo.processInfo.environment
        return environment["ALMANAC_TEST_HOME"] ?? "\(NSHomeDirectory())/.cache/almanac-tests"
    }()

    private static let folder: String = {
        let here = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        let root = here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return root.appendingPathComponent("scripts/oracles").path
    }()

    /// What it prints. - Throws: when it fails, or is not installed.
    @concurrent static func lines(_ program: String, _ arguments: [String]) async throws -> [Substring] {
        let output = FileManager.default.temporaryDirectory.appending(path: "almanac-\(UUID().uuidString)")
        try #require(FileManager.default.createFile(atPath: output.path, contents: nil))
        defer { try? FileManager.default.removeItem(at: output) }
        let python = Process()
        // Behind the other tests, which have time limits.
        python.executableURL = URL(filePath: "/usr/bin/nice")
        python.arguments = [home + "/oracles/bin/python", "-B", "\(folder)/\(program)"] + arguments
        python.standardOutput = try FileHandle(forWritingTo: output)
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            python.terminationHandler = { _ in done.resume() }
            do { try python.run() } catch { done.resume(throwing: error) }
        }
        try #require(python.terminationStatus == 0, "\(program) failed; are the oracles installed? scripts/setup")
        return try String(contentsOf: output, encoding: .utf8).split(separator: "\n")
    }
}

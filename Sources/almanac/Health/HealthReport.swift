// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// As monitoring plugins say it, by their exit status (Monitoring Plugins Development Guidelines, "Plugin Return Codes").
enum HealthState: Int32, Comparable, Sendable {
    case ok = 0
    case warning = 1
    case critical = 2
    case unknown = 3

    var word: String {
        switch self {
        case .ok: "OK"
        case .warning: "WARNING"
        case .critical: "CRITICAL"
        case .unknown: "UNKNOWN"
        }
    }

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What `almanac health` prints.
struct HealthReport: Equatable, Sendable {
    struct Finding: Equatable, Sendable {
        var state: HealthState
        var text: String
    }

    struct Metric: Equatable, Sendable {
        var label: String
        /// `nil`: it cannot be told.
        var value: Int64?
        var isSeconds = false
        var limit = HealthLimit()
    }

    /// The worst first.
    var findings: [Finding]
    /// What is said when nothing is wrong.
    var allWell: String
    var metrics: [Metric] = []

    init(_ findings: [Finding], allWell: String = "", metrics: [Metric] = []) {
        self.findings = findings.enumerated().sorted { ($1.element.state, $0.offset) < ($0.element.state, $1.offset) }
            .map(\.element)
        (self.allWell, self.metrics) = (allWell, metrics)
    }

    /// One thing that keeps everything else from being told.
    init(_ state: HealthState, _ text: String) { self.init([Finding(state: state, text: text)]) }

    var state: HealthState { findings.first?.state ?? .ok }

    /// More are counted.
    private static let mostFindings = 4

    private var summary: String {
        guard !findings.isEmpty else { return allWell }
        let more = findings.count - Self.mostFindings
        let texts = findings.prefix(Self.mostFindings).map(\.text) + (more > 0 ? ["and \(more) more"] : [])
        return texts.joined(separator: "; ")
    }

    /// `ALMANAC OK - … | age=12s;900;3600;0 …`, in one line. A `|` in the text would begin the numbers.
    var line: String {
        let text = "ALMANAC \(state.word) - \(plain(summary).replacing("|", with: "/"))"
        return metrics.isEmpty ? text : "\(text) | \(metrics.map(\.performanceData).joined(separator: " "))"
    }
}

extension HealthReport.Metric {
    /// `'label'=value[UOM];[warn];[crit];[min]`; `U` where the value is not known.
    fileprivate var performanceData: String {
        let number = value.map { "\($0)\(isSeconds ? "s" : "")" } ?? "U"
        let limits = [limit.warning, limit.critical].map { $0.map(String.init) ?? "" }
        return "\(label)=\(number);\(limits[0]);\(limits[1]);0"
    }
}

extension HealthReport {
    private struct Document: Encodable {
        struct Finding: Encodable {
            var status: String
            var text: String
        }
        struct Metric: Encodable {
            var label: String
            var value: Int64?
            var unit: String?
            var warning: Int64?
            var critical: Int64?
        }
        var status: String
        var code: Int32
        var summary: String
        var findings: [Finding]
        var metrics: [Metric]
    }

    /// The same as JSON, in one line.
    func json() throws -> String {
        let document = Document(
            status: state.word.lowercased(), code: state.rawValue, summary: summary,
            findings: findings.map { .init(status: $0.state.word.lowercased(), text: $0.text) },
            metrics: metrics.map {
                .init(
                    label: $0.label, value: $0.value, unit: $0.isSeconds ? "s" : nil, warning: $0.limit.warning,
                    critical: $0.limit.critical)
            })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(document), as: UTF8.self)
    }
}

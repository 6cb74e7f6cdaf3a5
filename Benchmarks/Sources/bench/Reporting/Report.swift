// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Everything that was measured, with where and when.
struct Report: Sendable {
    let date: String
    let machine: Machine
    let almanacd: String
    /// The day around which the generated events lie.
    let anchor: String
    private(set) var series: [Series] = []
    var codec: [CodecFigure] = []
    /// What could not be measured, and why.
    var skipped: [String] = []

    init(almanacd: String, anchor: String) {
        date = Date.now.ISO8601Format()
        machine = Machine()
        self.almanacd = almanacd
        self.anchor = anchor
    }

    subscript(id: String) -> Series? { series.first { $0.id == id && !$0.samples.isEmpty } }

    mutating func add(_ sample: Sample, to id: String, _ title: String) {
        if !series.contains(where: { $0.id == id }) { series.append(Series(id, title)) }
        for index in series.indices where series[index].id == id { series[index].samples.append(sample) }
    }

    func json() throws -> Data {
        struct Document: Encodable {
            let date: String
            let machine: Machine
            let almanacd: String
            let anchor: String
            let series: [Series]
            let verdicts: [Verdict]
            let codec: [CodecFigure]
            let skipped: [String]
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let document = Document(
            date: date, machine: machine, almanacd: almanacd, anchor: anchor, series: series, verdicts: verdicts,
            codec: codec, skipped: skipped)
        return try encoder.encode(document) + Data([10])
    }
}

struct Machine: Codable, Sendable {
    let processor: String
    let processors: Int
    let kernel: String

    init() {
        let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
        let model = lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last
        processor = model?.trimmingCharacters(in: .whitespaces) ?? "unknown processor"
        processors = ProcessInfo.processInfo.activeProcessorCount
        let release = try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
        kernel = "Linux " + (release?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "")
    }
}

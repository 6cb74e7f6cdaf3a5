// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How fast one core goes one way through the same objects.
struct CodecFigure: Codable, Sendable {
    let id: String
    let title: String
    let objects: Int
    let bytes: Int
    /// CPU, the median round.
    let microsecondsPerObject: Double
    let objectsPerSecond: Double
    /// Objects per second, at least.
    let wanted: Double?
    /// In times of what expat costs from C over the same bytes; `nil` where no XML is read.
    let timesBareExpat: Double?

    private static let titles = [
        ("derive-simple", "simple events: text → derived", 100_000.0),
        ("multiget-simple", "simple events: multiget → derived", 40_000),
        ("texts-simple", "of that: multiget → texts", nil),
        ("expat-simple", "of that: expat alone, from C", nil),
        ("derive-mix", "generated mix: text → derived, two years of instances", nil),
        ("multiget-mix", "generated mix: multiget → derived, two years of instances", 20_000),
        ("texts-mix", "of that: multiget → texts", nil),
        ("expat-mix", "of that: expat alone, from C", nil),
    ]

    /// The lines that `codec` prints.
    static func figures(_ text: String) throws(Failure) -> [CodecFigure] {
        var measured: [String: [Int]] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            measured[String(words.first ?? "")] = words.dropFirst().compactMap { Int($0) }
        }
        var result: [CodecFigure] = []
        for (id, title, wanted) in titles {
            guard let numbers = measured[id], numbers.count == 3, numbers[0] > 0, numbers[2] > 0 else {
                throw Failure("codec did not measure \(id) and said:\n\(text)")
            }
            let expat = id.hasPrefix("derive") ? nil : measured["expat-" + id.split(separator: "-")[1]]?.last
            result.append(
                CodecFigure(
                    id: id, title: title, objects: numbers[0], bytes: numbers[1],
                    microsecondsPerObject: Double(numbers[2]) / Double(numbers[0]),
                    objectsPerSecond: Double(numbers[0]) * 1_000_000 / Double(numbers[2]), wanted: wanted,
                    timesBareExpat: expat.map { Double(numbers[2]) / Double($0) }))
        }
        return result
    }

    static let heading = ["one core", "objects/s", "wanted", "µs each", "× bare expat", "MB/s"]

    var row: [String] {
        [
            title, String(format: "%.0f", objectsPerSecond), wanted.map { String(format: "%.0f", $0) } ?? "–",
            String(format: "%.1f", microsecondsPerObject), timesBareExpat.map { String(format: "%.1f", $0) } ?? "–",
            String(format: "%.0f", Double(bytes) / Double(objects) / microsecondsPerObject),
        ]
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation

extension Report {
    /// For people: one table of what was measured, one of the limits.
    func table() -> String {
        var text = "\(date)  \(machine.processor), \(machine.processors) processors, \(machine.kernel)\n"
        text += "\(almanacd), events around \(anchor)\n\n"
        let rows = series.filter { !$0.samples.isEmpty }.map(row)
        if !rows.isEmpty { text += Self.aligned([Self.heading] + rows) }
        let limits = verdicts.map { verdict in
            [
                verdict.title, Self.number(verdict.measured) + " " + verdict.unit,
                verdict.limit.map { Self.number($0) + " " + verdict.unit } ?? "–",
                verdict.ofLimit.map { String(format: "%.2f", $0) } ?? "–",
            ]
        }
        if !limits.isEmpty { text += "\n" + Self.aligned([["", "measured", "limit", "of limit"]] + limits) }
        if !codec.isEmpty { text += "\n" + Self.table(codec) }
        for reason in skipped { text += "\nskipped: \(reason)" }
        return text + (skipped.isEmpty ? "" : "\n")
    }

    static func table(_ codec: [CodecFigure]) -> String { aligned([CodecFigure.heading] + codec.map(\.row)) }

    private static let heading = [
        "", "runs", "CPU ms min", "median", "max", "wall ms", "peak MiB", "requests", "texts", "KiB in", "× bare C",
        "× Swift",
    ]

    private func row(_ series: Series) -> [String] {
        let last = series.samples.last
        return [
            series.title, "\(series.samples.count)", Self.number(series.cpu.least), Self.number(series.cpu.median),
            Self.number(series.cpu.most), Self.number(series.wall.median), Self.number(series.peak.most),
            last?.requests.map(String.init) ?? "–", last?.texts.map(String.init) ?? "–",
            last?.receivedKiB.map(Self.number) ?? "–", ratio(series, to: "floor-c"), ratio(series, to: "floor-swift"),
        ]
    }

    private func ratio(_ series: Series, to floor: String) -> String {
        guard let floor = self[floor] else { return "–" }
        return String(format: "%.1f", series.cpu.median / floor.cpu.median)
    }

    private static func number(_ value: Double) -> String {
        String(format: abs(value) < 100 ? "%.1f" : "%.0f", value)
    }

    /// First column to the left, the others to the right.
    private static func aligned(_ rows: [[String]]) -> String {
        let widths = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).enumerated().map { column, cell in
                let space = String(repeating: " ", count: cell.1 - cell.0.count)
                return column == 0 ? cell.0 + space : space + cell.0
            }
            return cells.joined(separator: "  ") + "\n"
        }.joined()
    }
}

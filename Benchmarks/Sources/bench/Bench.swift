// SPDX-License-Identifier: Apache-2.0

import CalendarTraffic
import Foundation

/// Measures almanacd as whole processes. Figures never fail a run; only what could not be measured does.
@main
struct Bench {
    static func main() {
        do {
            switch try Arguments(Array(CommandLine.arguments.dropFirst())) {
            case .help: print(Arguments.usage, terminator: "")
            case .measure(let options): try measure(options)
            case .serve(let calendar, let port): try serve(calendar, port)
            case .codec(let calendar): try codec(calendar)
            case .generate(let calendar, let folder): try calendar.write(to: URL(fileURLWithPath: folder))
            }
        } catch {
            FileHandle.standardError.write(Data("bench: \(error)\n".utf8))
            exit(error is Failure ? 1 : 2)
        }
    }

    private static func measure(_ options: MeasureOptions) throws {
        Interruption.watch()
        let laboratory = try Laboratory()
        defer { laboratory.remove() }
        var campaign = Campaign(options, laboratory)
        defer { campaign.announce("") }
        try campaign.run()
        campaign.announce("")
        print(campaign.report.table(), terminator: "")
        if let json = options.json { try campaign.report.json().write(to: URL(fileURLWithPath: json)) }
    }

    private static func codec(_ calendar: GeneratedCalendar) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "almanac-codec-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let figures = try CodecProgram(folder: folder).figures(anchor: calendar.anchor, objects: calendar.count)
        print(Report.table(figures), terminator: "")
    }

    private static func serve(_ calendar: GeneratedCalendar, _ port: UInt16) throws -> Never {
        let server = try TrafficServer(calendar, port: port)
        print("\(calendar.count) objects at \(server.url), user alice, password alice-pw")
        fflush(nil)
        while true { pause() }
    }
}

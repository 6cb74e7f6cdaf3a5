// SPDX-License-Identifier: Apache-2.0

import CalendarTraffic
import Foundation

/// The program that measures reading by itself, built beside us.
struct CodecProgram {
    static let objects = 2000
    let folder: URL

    func figures(anchor: CivilDay, objects: Int = Self.objects) throws -> [CodecFigure] {
        let log = folder.appending(path: "codec")
        let child = ChildProcess(
            program: MeasureOptions.sibling("codec"), arguments: ["\(objects)", "\(anchor)"],
            environment: ["PATH": "/usr/bin:/bin"], log: log)
        guard try child.run() == 0 else { throw Failure("codec fails and said:\n\(child.tail())") }
        return try CodecFigure.figures(try String(contentsOf: log, encoding: .utf8))
    }
}

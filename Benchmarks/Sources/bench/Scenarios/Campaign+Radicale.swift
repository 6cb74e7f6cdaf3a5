// SPDX-License-Identifier: Apache-2.0

import CalendarTraffic
import Foundation

extension Campaign {
    private static let size = 1000

    /// A real server's answers: its XML, its gzip, its pace. Only the daemon's CPU counts.
    mutating func measureRadicale() throws {
        guard let servers = options.servers else {
            return skip("Radicale: no --servers FOLDER with radicale-up and down")
        }
        guard let radicale = try RadicaleServer(servers, in: laboratory) else {
            return skip("Radicale is not installed; type: \(servers)/install")
        }
        try radicale.fill(GeneratedCalendar(count: Self.size, anchor: options.anchor))
        try radicale.start()
        defer { radicale.stop() }
        for run in 0...options.runs {
            announce("first sync of \(Self.size) from Radicale, run \(run) of \(options.runs)")
            let daemon = try Daemon(options.almanacd, in: laboratory, named: "radicale-\(run)", url: radicale.url)
            defer { daemon.remove() }
            let before = try radicale.requests()
            let usage = try daemon.syncOnce()
            try daemon.expect(objects: Self.size)
            // The first one fills Radicale's own cache.
            if run == 0 { continue }
            var sample = Sample(usage)
            sample.requests = try radicale.requests() - before
            add(sample, to: "first-sync-\(Self.size)-radicale", "first sync of \(Self.size) from Radicale")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import CalendarTraffic
import Foundation

/// All measurements, one after the other, into one report.
struct Campaign {
    let options: MeasureOptions
    let laboratory: Laboratory
    private(set) var report: Report

    init(_ options: MeasureOptions, _ laboratory: Laboratory) {
        self.options = options
        self.laboratory = laboratory
        report = Report(almanacd: options.almanacd, anchor: "\(options.anchor)")
    }

    mutating func run() throws {
        if options.parts.contains(.small) { try measure(size: 1000, firstSyncs: options.runs, isSmall: true) }
        if options.parts.contains(.radicale) { try measureRadicale() }
        if options.parts.contains(.large) {
            try measure(size: 20_000, firstSyncs: min(options.runs, 3), isSmall: false)
        }
        if options.parts.contains(.codec) {
            announce("reading calendar texts")
            report.codec = try CodecProgram(folder: laboratory.folder).figures(anchor: options.anchor)
        }
    }

    /// First syncs into empty databases; then, in the last of them, runs with nothing to do and with little to do.
    private mutating func measure(size: Int, firstSyncs: Int, isSmall: Bool) throws {
        let server = try TrafficServer(GeneratedCalendar(count: size, anchor: options.anchor))
        defer { server.stop() }
        let daemon = try measureFirstSyncs(server, size: size, runs: firstSyncs)
        try settle(daemon, server)
        for _ in 0..<(isSmall ? options.idleRuns : options.runs) {
            try measureIdle(daemon, server, size: size)
            if isSmall { try measureFloors(daemon, server) }
        }
        for count in [1, 100] {
            for _ in 0..<options.runs { try measureChanges(count, daemon, server, size: size) }
        }
        daemon.remove()
    }

    private mutating func measureFirstSyncs(_ server: TrafficServer, size: Int, runs: Int) throws -> Daemon {
        for run in 1...runs {
            announce("first sync of \(size), run \(run) of \(runs)")
            let daemon = try Daemon(options.almanacd, in: laboratory, named: "first-\(size)-\(run)", url: server.url)
            let sample = try self.sample(daemon, server)
            try daemon.expect(objects: size)
            report.add(sample, to: "first-sync-\(size)", "first sync of \(size)")
            if run == runs { return daemon }
            daemon.remove()
        }
        throw Failure("no first sync was asked for")
    }

    /// What a first sync leaves for the next run belongs to neither.
    private func settle(_ daemon: Daemon, _ server: TrafficServer) throws {
        for _ in 0..<2 { _ = try sample(daemon, server) }
    }

    private mutating func measureIdle(_ daemon: Daemon, _ server: TrafficServer, size: Int) throws {
        announce("no-op in \(size)")
        let sample = try self.sample(daemon, server)
        guard sample.texts == 0 else { throw Failure("a no-op run fetched \(sample.texts ?? 0) texts") }
        report.add(sample, to: "no-op-\(size)", "no-op in \(size)")
    }

    private mutating func measureFloors(_ daemon: Daemon, _ server: TrafficServer) throws {
        let credentials = Daemon.username + ":" + Daemon.password
        let before = server.count
        let bare = try laboratory.measure(
            laboratory.floor, [daemon.database.path, server.url + "calendars/alice/", credentials], in: daemon.home)
        report.add(Sample(bare, server.count - before), to: "floor-c", "bare C: one PROPFIND, one SELECT")
        let empty = try laboratory.measure(MeasureOptions.sibling("EmptyProcess"), [], in: daemon.home)
        report.add(Sample(empty), to: "floor-swift", "empty Swift with Foundation")
    }

    private mutating func measureChanges(_ count: Int, _ daemon: Daemon, _ server: TrafficServer, size: Int) throws {
        announce("\(count) changed in \(size)")
        server.edit(count)
        let sample = try self.sample(daemon, server)
        guard sample.texts == count else {
            throw Failure("after \(count) changes, a run fetched \(sample.texts ?? 0) texts")
        }
        report.add(sample, to: "change-\(count)-\(size)", "\(count) changed in \(size)")
    }

    private func sample(_ daemon: Daemon, _ server: TrafficServer) throws -> Sample {
        let before = server.count
        let usage = try daemon.syncOnce()
        return Sample(usage, server.count - before)
    }

    /// One line on a terminal, in place of the last one; empty: takes it away.
    func announce(_ what: String) {
        guard isatty(2) == 1 else { return }
        FileHandle.standardError.write(Data("\r\u{1b}[K\(what)".utf8))
    }

    mutating func add(_ sample: Sample, to id: String, _ title: String) { report.add(sample, to: id, title) }

    mutating func skip(_ reason: String) { report.skipped.append(reason) }
}

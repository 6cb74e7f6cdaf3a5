// SPDX-License-Identifier: Apache-2.0

import CalendarTraffic

/// What the command line says.
enum Arguments {
    case measure(MeasureOptions)
    case serve(GeneratedCalendar, port: UInt16)
    case generate(GeneratedCalendar, folder: String)
    case codec(GeneratedCalendar)
    case help

    static let usage = """
        bench --almanacd PATH [--servers FOLDER] [--json FILE] [--only small,radicale,large,codec] [--runs N] [--idle-runs N]
              [--anchor YYYY-MM-DD]
            measures a release build of almanacd; see Benchmarks/README.md
        bench serve [--objects N] [--port PORT] [--anchor YYYY-MM-DD]
            serves a generated calendar until it is stopped; user alice, password alice-pw
        bench generate --folder FOLDER [--objects N] [--anchor YYYY-MM-DD]
            writes a generated calendar, one file per object
        bench codec [--objects N] [--anchor YYYY-MM-DD]
            measures reading of calendar texts alone, without almanacd

        """

    init(_ words: [String]) throws(Failure) {
        var reader = try WordReader(words)
        if reader.isHelp {
            self = .help
            return
        }
        let anchor = try reader.take("anchor", CivilDay.init) ?? .firstOfMonth
        switch reader.command {
        case "serve":
            let calendar = GeneratedCalendar(count: try reader.count("objects") ?? 1000, anchor: anchor)
            self = .serve(calendar, port: try reader.take("port") { UInt16($0) } ?? 0)
        case "generate":
            let calendar = GeneratedCalendar(count: try reader.count("objects") ?? 1000, anchor: anchor)
            guard let folder = try reader.take("folder", \.self) else { throw Failure("generate needs --folder") }
            self = .generate(calendar, folder: folder)
        case "codec":
            let count = try reader.count("objects") ?? CodecProgram.objects
            self = .codec(GeneratedCalendar(count: count, anchor: anchor))
        case nil: self = .measure(try Self.measureOptions(&reader, anchor))
        case let other?: throw Failure("\(other) is no command")
        }
        try reader.finish()
    }

    private static func measureOptions(
        _ reader: inout WordReader, _ anchor: CivilDay
    ) throws(Failure) -> MeasureOptions {
        guard let almanacd = try reader.take("almanacd", \.self) else { throw Failure("--almanacd PATH is missing") }
        var options = MeasureOptions(almanacd: almanacd)
        options.anchor = anchor
        options.servers = try reader.take("servers", \.self)
        options.json = try reader.take("json", \.self)
        options.runs = try reader.count("runs") ?? options.runs
        options.idleRuns = try reader.count("idle-runs") ?? options.idleRuns
        let parts = try reader.take("only") { text -> Set<MeasureOptions.Part>? in
            let names = text.split(separator: ",")
            let parts = names.compactMap { MeasureOptions.Part(rawValue: String($0)) }
            return parts.count == names.count ? Set(parts) : nil
        }
        options.parts = parts ?? options.parts
        return options
    }
}

/// `[command] --name value …`
private struct WordReader {
    private(set) var command: String?
    private(set) var isHelp = false
    private var values: [String: String] = [:]

    init(_ words: [String]) throws(Failure) {
        var words = words[...]
        if let first = words.first, !first.hasPrefix("-") { command = String(words.removeFirst()) }
        while let word = words.popFirst() {
            if word == "--help" || word == "-h" {
                isHelp = true
                return
            }
            guard word.hasPrefix("--"), let value = words.popFirst() else { throw Failure("\(word): unexpected") }
            values[String(word.dropFirst(2))] = value
        }
    }

    mutating func take<Value>(_ name: String, _ read: (String) -> Value?) throws(Failure) -> Value? {
        guard let text = values.removeValue(forKey: name) else { return nil }
        guard let value = read(text) else { throw Failure("--\(name) \(text): not understood") }
        return value
    }

    mutating func count(_ name: String) throws(Failure) -> Int? {
        try take(name) { text in Int(text).flatMap { (1...1_000_000).contains($0) ? $0 : nil } }
    }

    func finish() throws(Failure) {
        if let name = values.keys.sorted().first { throw Failure("--\(name): unknown option") }
    }
}

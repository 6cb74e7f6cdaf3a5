// SPDX-License-Identifier: Apache-2.0

import BareExpat
import CalendarModel
import CalendarTraffic
import Glibc
import ICalendar

@testable import MultistatusXML

struct CodecFailure: Error {
    let reason: String
}

/// The same objects as texts, and as one server hands them out.
struct Workload {
    /// One way through all objects.
    struct Task {
        let id: String
        let objects: Int
        let bytes: Int
        /// How many objects came out.
        let pass: () -> Int

        /// CPU microseconds.
        func run() throws(CodecFailure) -> Int {
            let start = Self.now()
            guard pass() == objects else { throw CodecFailure(reason: "\(id) loses objects") }
            return Self.now() - start
        }

        private static func now() -> Int {
            var time = timespec()
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
            return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
        }
    }

    /// What curl hands over at once.
    private static let piece = 16 << 10
    private let name: String
    private let texts: [[UInt8]]
    private let answer: [UInt8]
    /// Two years of instances, around the anchor.
    private let window: DeriveWindow

    init(_ name: String, _ texts: [[UInt8]], _ anchor: CivilDay) throws {
        self.name = name
        self.texts = texts
        answer = try GeneratedCalendar.multiget(texts)
        let year = Int64(365 * 86_400)
        let middle = Int64(anchor.number) * 86_400
        window = DeriveWindow(range: TimeRange(start: middle - year, end: middle + year))
    }

    var tasks: [Task] {
        let size = texts.reduce(0) { $0 + $1.count }
        return [
            Task(id: "derive-\(name)", objects: texts.count, bytes: size) { texts.count(where: isDerived) },
            Task(id: "expat-\(name)", objects: texts.count, bytes: answer.count, pass: bare),
            Task(id: "texts-\(name)", objects: texts.count, bytes: answer.count) { read { !$0.isEmpty } },
            Task(id: "multiget-\(name)", objects: texts.count, bytes: answer.count) { read(isDerived) },
        ]
    }

    private func isDerived(_ text: [UInt8]) -> Bool {
        guard case .object(let object) = derive(text, window: window) else { return false }
        return object.uneditable == nil && object.events.count >= 1
    }

    /// expat from C over the same bytes, with handlers that do nothing.
    private func bare() -> Int {
        let sum = answer.withUnsafeBytes { buffer in
            bare_expat(buffer.bindMemory(to: CChar.self).baseAddress, buffer.count, Self.piece)
        }
        return sum > 0 ? texts.count : 0
    }

    private func read(_ isGood: @escaping ([UInt8]) -> Bool) -> Int {
        var count = 0
        let reader = MultistatusReader { response in
            if let text = response.found.bytes(of: .calendarData), isGood(text) { count += 1 }
        }
        answer.withUnsafeBytes { buffer in
            for start in stride(from: 0, to: buffer.count, by: Self.piece) {
                reader.feed(UnsafeRawBufferPointer(rebasing: buffer[start..<min(start + Self.piece, buffer.count)]))
            }
        }
        reader.finish()
        return reader.problem == nil ? count : 0
    }
}

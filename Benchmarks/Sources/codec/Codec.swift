// SPDX-License-Identifier: Apache-2.0

import CalendarTraffic

/// codec [OBJECTS [ANCHOR]]: what reading calendar texts costs on one core, from a text and from the bytes of a
/// calendar-multiget. A line for each measurement: id, objects in a round, their bytes, CPU microseconds of the median round.
@main
struct Codec {
    private static let rounds = 15

    static func main() throws {
        let words = CommandLine.arguments.dropFirst()
        let count = words.first.flatMap { Int($0) } ?? 2000
        let anchor = words.dropFirst().first.flatMap { CivilDay($0) } ?? CivilDay(year: 2026, month: 6, day: 1)
        let calendar = GeneratedCalendar(count: count, anchor: anchor)
        let workloads = [
            try Workload("simple", (0..<count).map { calendar.simpleText(of: $0) }, anchor),
            try Workload("mix", (0..<count).map { calendar.text(of: $0) }, anchor),
        ]
        let tasks = workloads.flatMap(\.tasks)
        var times = Array(repeating: [Int](), count: tasks.count)
        // In turns, so that all see the same machine.
        for _ in 0..<rounds {
            for (index, task) in tasks.enumerated() { times[index].append(try task.run()) }
        }
        for (task, times) in zip(tasks, times) {
            print(task.id, task.objects, task.bytes, times.sorted()[rounds / 2])
        }
    }
}

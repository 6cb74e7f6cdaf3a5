// SPDX-License-Identifier: Apache-2.0

import Settings

/// What a program of the system prints, without a shell and within ten seconds; `nil` where it is not there, is late or
/// fails.
func output(of arguments: [String]) async -> String? {
    let limit = 1 << 20
    let answer = await aside { () -> String? in
        guard case .success(let program) = SpawnedProgram.start(arguments) else { return nil }
        guard case .ended(let bytes, 0) = program.output(until: .now + .seconds(10), limit: limit) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
    return answer ?? nil
}

/// What a program says on standard error when it fails; `nil`: it succeeds. What it prints otherwise may be a secret, and
/// goes nowhere.
func complaint(of arguments: [String]) async -> String? {
    let answer = await aside { () -> String? in
        let swapped = ["/bin/sh", "-c", #"exec "$@" 2>&1 >/dev/null"#, "sh"] + arguments
        guard case .success(let program) = SpawnedProgram.start(swapped) else { return "cannot be run" }
        switch program.output(until: .now + .seconds(10), limit: 64 << 10) {
        case .ended(_, 0): return nil
        case .ended(let bytes, let status):
            let words = String(decoding: bytes, as: UTF8.self).split(separator: "\n").joined(separator: " ")
            return words.isEmpty ? "exit status \(status)" : words
        default: return "did not end"
        }
    }
    return answer ?? "the system has no thread left"
}

/// Does what may block on a thread of its own, never on one of Swift's. Who no longer waits leaves it to end by itself.
///
/// - Returns: `nil` when the system has no thread left, or the task was cancelled.
func aside<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value? {
    let (values, value) = AsyncStream.makeStream(of: Value.self)
    let isStarted = onOwnThread {
        value.yield(body())
        value.finish()
    }
    guard isStarted else { return nil }
    for await result in values { return result }
    return nil
}

/// The first of the two: what `body` gives, or `nil` after the limit.
func within<Value: Sendable>(
    _ limit: Duration, _ body: @escaping @Sendable () async -> Value
) async -> Value? {
    await withTaskGroup(of: Value?.self) { group in
        group.addTask { await body() }
        group.addTask {
            try? await Task.sleep(for: limit)
            return nil
        }
        let first = await group.next() ?? nil
        group.cancelAll()
        return first
    }
}

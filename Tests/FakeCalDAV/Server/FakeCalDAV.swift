// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TestSupport

/// A whole CalDAV server in memory, over real sockets, that misbehaves as its ``Dialect`` and its ``Fault``s say.
///
/// `alice` has the home set `/alice/`. Tokens are `sN`, ctags `cN` and ETags `"N"`, where N counts every change.
package final class FakeCalDAV: Sendable {
    package static let home = "/alice/"

    struct State: Sendable {
        var dialect = Dialect()
        /// By their paths, with a slash at the end.
        var calendars: [String: FakeCalendar] = [:]
        var version = 0
        var faults: [Fault] = []
        var log: [FakeRequest] = []
    }

    /// Outlives the server for as long as a connection does.
    final class Shared: Sendable {
        let state = Mutex(State())
        let onRequest = Mutex<(@Sendable (Int) -> Fault.Action?)?>(nil)
    }

    let shared = Shared()
    private let hosts: Mutex<[ScriptedServer]>
    package let url: String
    package let port: UInt16

    package init() throws {
        let shared = self.shared
        let first = try ScriptedServer { .raw(shared.reply(to: FakeRequest($0, host: 0)) ?? []) }
        (url, port) = (first.url, first.port)
        hosts = Mutex([first])
    }

    /// The same calendars under one more origin; its URL.
    package func addHost() throws -> String {
        let shared = self.shared
        let number = hosts.withLock { $0.count }
        let host = try ScriptedServer { .raw(shared.reply(to: FakeRequest($0, host: number)) ?? []) }
        hosts.withLock { $0.append(host) }
        return host.url
    }

    // MARK: what it does wrong

    package func dial(_ change: @Sendable (inout Dialect) -> Void) { shared.state.withLock { change(&$0.dialect) } }

    package func add(_ faults: Fault...) { shared.state.withLock { $0.faults += faults } }

    /// Asked at each request, with its number since ``takeRequests()``; goes before every ``Fault``.
    package func onRequest(_ decide: (@Sendable (Int) -> Fault.Action?)?) { shared.onRequest.withLock { $0 = decide } }

    /// From now on it is a good server.
    package func endTrouble() {
        shared.onRequest.withLock { $0 = nil }
        shared.state.withLock { ($0.dialect, $0.faults) = (Dialect(), []) }
    }

    /// Every token given out so far is refused from now on.
    package func forgetTokens() {
        shared.state.withLock { state in
            state.version += 1
            for path in state.calendars.keys {
                state.calendars[path]?.oldestToken = state.version
                state.calendars[path]?.version = state.version
            }
        }
    }

    // MARK: what it was asked

    package var log: [FakeRequest] { shared.state.withLock { $0.log } }

    /// The lines of all requests since the last call.
    package func takeRequests() -> [String] {
        shared.state.withLock { state in
            defer { state.log = [] }
            return state.log.map(\.line)
        }
    }

    // MARK: what others do on it

    package func makeCalendar(_ name: String, displayName: String? = nil) {
        shared.state.withLock { $0.makeCalendar(Self.home + name + "/", displayName ?? name) }
    }

    package func removeCalendar(_ name: String) {
        shared.state.withLock { $0.calendars[Self.home + name + "/"] = nil }
    }

    /// `file` is decoded: `a@b.ics`.
    package func store(_ file: String, _ text: String, in calendar: String = "team") {
        shared.state.withLock { $0.put(file, Array(text.utf8), in: Self.home + calendar + "/") }
    }

    package func remove(_ file: String, in calendar: String = "team") {
        shared.state.withLock { $0.remove(file, in: Self.home + calendar + "/") }
    }

    package func text(_ file: String, in calendar: String = "team") -> String? { texts(in: calendar)[file] }

    /// By decoded name.
    package func texts(in calendar: String = "team") -> [String: String] {
        shared.state.withLock { state in
            (state.calendars[Self.home + calendar + "/"]?.items ?? [:])
                .mapValues { String(decoding: $0.body, as: UTF8.self) }
        }
    }
}

extension FakeCalDAV.State {
    mutating func makeCalendar(_ path: String, _ displayName: String) {
        calendars[path] = FakeCalendar(version: version, displayName: displayName)
    }

    mutating func put(_ name: String, _ body: [UInt8], in path: String) {
        version += 1
        calendars[path]?.put(name, body, version: version)
    }

    mutating func remove(_ name: String, in path: String) {
        version += 1
        calendars[path]?.remove(name, version: version)
    }
}

extension FakeCalDAV.Shared {
    /// The bytes to send before the connection ends; `nil`: none.
    func reply(to request: FakeRequest) -> [UInt8]? {
        let line = request.line
        let (number, fault) = state.withLock { state -> (Int, Fault.Action?) in
            state.log.append(request)
            var chosen: Fault.Action?
            for index in state.faults.indices where chosen == nil && state.faults[index].meets(line) {
                chosen = state.faults[index].action
            }
            return (state.log.count, chosen)
        }
        let decided = onRequest.withLock { $0 }.flatMap { $0(number) }
        return carryOut(request, decided ?? fault)
    }

    private func carryOut(_ request: FakeRequest, _ action: Fault.Action?) -> [UInt8]? {
        switch action {
        case .answer(let answer)?: return answer.bytes()
        case .dropBefore?: return nil
        case .before(let body)?:
            body()
            return answer(request).bytes()
        case nil: return answer(request).bytes()
        case .answerAfterwards(let given)?:
            _ = answer(request)
            return given.bytes()
        case .dropAfter?:
            _ = answer(request)
            return nil
        case .cut(let length)?:
            let answer = answer(request)
            return answer.bytes(cutAfter: answer.length(length))
        case .shorten(let length)?:
            var answer = answer(request)
            answer.body.removeSubrange(answer.length(length)...)
            return answer.bytes()
        case .after(let body)?:
            let answer = answer(request)
            body()
            return answer.bytes()
        }
    }

    private func answer(_ request: FakeRequest) -> FakeAnswer { state.withLock { $0.answer(request) } }
}

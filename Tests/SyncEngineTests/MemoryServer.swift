// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import RemoteCalendars
import Synchronization

/// A calendar server in memory that keeps RFC 6578's promises, and breaks HTTP's where a test asks it to.
final class MemoryServer: CalendarServer {
    struct Stored: Sendable, Equatable {
        var body: [UInt8]
        var etag: ETag
        var change: Int
    }

    /// What happens to one request instead of its answer.
    enum Fault: Sendable {
        /// The request never arrives.
        case dropped
        /// The request is applied and its answer lost.
        case answerLost
        case error(RemoteError)
        case refused(WriteOutcome)
    }

    struct State: Sendable {
        var objects: [String: Stored] = [:]
        /// Deleted hrefs with the number of the change.
        var deleted: [String: Int] = [:]
        var change = 1
        var principal = "https://server/alice/"
        var calendarPath = "/alice/team/"
        /// Of a second calendar, if there is one.
        var otherPath: String?
        var canMove = true
        /// Moves whatever stands there, as Radicale and Xandikos do.
        var ignoresETagOfMove = false
        /// Says yes to a move and does nothing, or leaves the original.
        var pretendsToMove = false
        var copiesInstead = false
        /// Refuses a UID that stands in any calendar, as Cyrus does.
        var hasUniqueUIDs = false
        /// Requests by method, in order.
        var requests: [String] = []
        var fetchedKeys: [[String]] = []
        /// By method: consumed one at a time.
        var faults: [String: [Fault]] = [:]
        var rewritesBodies = false
        var givesETagOnPut = true
        var oldestToken = 0
        var syncCollection = true
        /// Called with the method before a request is applied.
        var before: (@Sendable (String) -> Void)?
    }

    let state: Mutex<State>

    init() { state = Mutex(State()) }

    // MARK: what a test does on the server

    func store(_ name: String, _ body: String) {
        state.withLock { $0.store("\($0.calendarPath)\(name)", Array(body.utf8)) }
    }
    func remove(_ name: String) {
        state.withLock { state in
            state.change += 1
            let path = "\(state.calendarPath)\(name)"
            if state.objects.removeValue(forKey: path) != nil { state.deleted[path] = state.change }
        }
    }
    func body(_ name: String) -> String? {
        state.withLock { state in
            state.objects["\(state.calendarPath)\(name)"].map { String(decoding: $0.body, as: UTF8.self) }
        }
    }
    var bodies: [String: String] {
        state.withLock { $0.objects.mapValues { String(decoding: $0.body, as: UTF8.self) } }
    }
    func fail(_ method: String, _ faults: Fault...) {
        state.withLock { $0.faults[method, default: []] += faults }
    }
    func takeRequests() -> [String] {
        state.withLock { state in
            defer { state.requests = [] }
            return state.requests
        }
    }

    // MARK: CalendarServer

    func discover() async throws -> RemoteHome {
        try run("DISCOVER") { RemoteHome(principal: Href($0.principal), homes: [Href("https://server/alice/")]) }
    }

    func poll(_ home: RemoteHome) async throws -> HomePoll {
        try run("POLL") { state in
            HomePoll(
                principal: Href(state.principal),
                calendars: [state.calendarPath, state.otherPath].compactMap { $0 }.map { path in
                    RemoteCalendar(
                        name: RemoteName(href: Href(path), key: HrefKey(path)),
                        displayName: "Team", syncToken: state.syncCollection ? SyncToken("t\(state.change)") : nil,
                        ctag: "c\(state.change)", supportsSyncCollection: state.syncCollection)
                })
        }
    }

    func changes(in calendar: Href, since token: SyncToken) async throws -> ChangeList {
        try run("REPORT") { state in
            guard let since = Int(token.rawValue.dropFirst()), since >= state.oldestToken else {
                throw RemoteError(.tokenRefused, scope: .calendar, retry: .now, message: "valid-sync-token")
            }
            var list = ChangeList(token: SyncToken("t\(state.change)"))
            let folder = calendar.rawValue
            for (path, object) in state.objects where object.change > since && path.hasPrefix(folder) {
                list.append(Self.entry(path, object.etag))
            }
            for (path, change) in state.deleted
            where change > since && state.objects[path] == nil && path.hasPrefix(folder) {
                list.append(Self.entry(path, nil, .deleted))
            }
            return list
        }
    }

    func listing(of calendar: Href) async throws -> ChangeList {
        try run("PROPFIND") { state in
            ChangeList(
                entries: state.objects.filter { $0.key.hasPrefix(calendar.rawValue) }.map { Self.entry($0, $1.etag) })
        }
    }

    func members(of calendar: Href, within range: TimeRange) async throws -> [HrefKey] {
        try run("QUERY") { state in state.objects.keys.sorted().prefix(10).map { HrefKey($0) } }
    }

    func fetch(_ names: [RemoteName], in calendar: Href) async throws -> [FetchedObject] {
        state.withLock { $0.fetchedKeys.append(names.map(\.key.rawValue)) }
        return try run("MULTIGET") { state in
            names.map { FetchedObject(key: $0.key, outcome: state.found($0.key)) }
        }
    }

    func get(_ name: RemoteName) async throws -> FetchedObject.Outcome {
        try run("GET") { $0.found(name.key) }
    }

    func put(_ name: RemoteName, body: [UInt8], precondition: Precondition) async throws -> WriteOutcome {
        try run("PUT") { state in
            let current = state.objects[name.key.rawValue]
            switch precondition {
            case .absent where current != nil: return .preconditionFailed
            case .matches(let etag) where current?.etag != etag: return current == nil ? .notFound : .preconditionFailed
            default: break
            }
            if state.hasUniqueUIDs, current == nil, let twin = state.twin(of: body) { return .uidConflict(Href(twin)) }
            state.store(name.key.rawValue, state.rewritesBodies ? Self.rewritten(body) : body)
            return .done(etag: state.givesETagOnPut ? state.objects[name.key.rawValue]?.etag : nil, scheduleTag: nil)
        }
    }

    func delete(_ name: RemoteName, etag: ETag) async throws -> WriteOutcome {
        try run("DELETE") { state in
            guard let current = state.objects[name.key.rawValue] else { return .done(etag: nil, scheduleTag: nil) }
            guard current.etag == etag else { return .preconditionFailed }
            state.change += 1
            state.objects[name.key.rawValue] = nil
            state.deleted[name.key.rawValue] = state.change
            return .done(etag: nil, scheduleTag: nil)
        }
    }

    func move(_ name: RemoteName, to target: RemoteName, etag: ETag) async throws -> WriteOutcome {
        try run("MOVE") { state in
            guard state.canMove else { return .refused("the server cannot do this (405)") }
            guard let current = state.objects[name.key.rawValue] else { return .notFound }
            guard current.etag == etag || state.ignoresETagOfMove, state.objects[target.key.rawValue] == nil else {
                return .preconditionFailed
            }
            if state.pretendsToMove { return .done(etag: nil, scheduleTag: nil) }
            if !state.copiesInstead { state.objects[name.key.rawValue] = nil }
            state.store(target.key.rawValue, current.body)
            if !state.copiesInstead { state.deleted[name.key.rawValue] = state.change }
            return .done(etag: state.givesETagOnPut ? state.objects[target.key.rawValue]?.etag : nil, scheduleTag: nil)
        }
    }

    func newName(in calendar: Href, stem: String) -> RemoteName {
        RemoteName(href: Href("\(calendar)\(stem).ics"), key: HrefKey("\(calendar)\(stem).ics"))
    }

    // MARK: private

    private func run<Value>(_ method: String, _ body: (inout State) throws -> Value) throws -> Value {
        state.withLock { $0.before }?(method)
        return try state.withLock { state in
            state.requests.append(method)
            guard let fault = state.faults[method]?.first else { return try body(&state) }
            state.faults[method]?.removeFirst()
            let lost = RemoteError(
                .timeout, scope: .item, retry: .later(nil), message: "no answer", isOutcomeUnknown: true)
            switch fault {
            case .dropped: throw lost
            case .answerLost:
                _ = try body(&state)
                throw lost
            case .error(let error): throw error
            case .refused(let outcome):
                guard let value = outcome as? Value else { throw lost }
                return value
            }
        }
    }

    private static func entry(_ path: String, _ etag: ETag?, _ status: ChangeList.Entry.Status = .present)
        -> ChangeList.Entry
    {
        ChangeList.Entry(name: RemoteName(href: Href(path), key: HrefKey(path)), etag: etag, status: status)
    }

    /// Another spelling of the same content, as Radicale and Xandikos store it.
    private static func rewritten(_ body: [UInt8]) -> [UInt8] {
        var lines = String(decoding: body, as: UTF8.self).components(separatedBy: "\r\n")
        if let first = lines.firstIndex(where: { $0.hasPrefix("SUMMARY") }),
            let end = lines.firstIndex(of: "END:VEVENT"), first < end - 1
        {
            lines.insert(lines.remove(at: first), at: end - 1)
        }
        return Array(lines.joined(separator: "\r\n").utf8)
    }
}

extension MemoryServer.State {
    mutating func store(_ path: String, _ body: [UInt8]) {
        change += 1
        deleted[path] = nil
        objects[path] = MemoryServer.Stored(body: body, etag: ETag("\"\(change)\""), change: change)
    }
    /// Where another text with the same UID stands.
    func twin(of body: [UInt8]) -> String? {
        func uid(_ body: [UInt8]) -> Substring? {
            String(decoding: body, as: UTF8.self).split(separator: "\r\n").first { $0.hasPrefix("UID:") }
        }
        return objects.first { uid($0.value.body) == uid(body) }?.key
    }
    func found(_ key: HrefKey) -> FetchedObject.Outcome {
        guard let object = objects[key.rawValue] else { return .notFound }
        return .found(body: object.body, etag: object.etag, scheduleTag: nil)
    }
}

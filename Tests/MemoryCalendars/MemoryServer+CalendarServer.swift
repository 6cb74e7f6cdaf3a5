// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
package import RemoteCalendars
import Synchronization

extension MemoryServer: CalendarServer {
    package func discover() async throws -> RemoteHome {
        try run("DISCOVER") { RemoteHome(principal: Href($0.principal), homes: [Self.home]) }
    }

    package func capabilities(of home: RemoteHome) async throws -> ServerCapabilities {
        try run("OPTIONS") { $0.capabilities }
    }

    package func poll(_ home: RemoteHome) async throws -> HomePoll {
        try run("POLL") { state in
            guard home.homes.allSatisfy({ $0 == Self.home }) else { throw notThere(home.homes) }
            return HomePoll(
                principal: Href(state.principal),
                calendars: (state.isListed ? [state.calendar] : []) + state.otherCalendars)
        }
    }

    package func changes(in calendar: Href, since token: SyncToken) async throws -> ChangeList {
        try run("REPORT") { state in
            try state.expect(calendar)
            guard let since = state.change(of: token) else {
                throw RemoteError(.tokenRefused, scope: .calendar, retry: .now, message: "valid-sync-token")
            }
            var list = ChangeList(token: state.token)
            for object in state.members(of: calendar) where object.change > since || state.answersAsInitial {
                list.append(state.entry(object))
            }
            for (name, change) in state.deleted.values
            where change > since && !state.answersAsInitial && name.key.rawValue.hasPrefix(calendar.rawValue) {
                list.append(ChangeList.Entry(name: name, etag: nil, status: .deleted))
            }
            list.normalise()
            return list
        }
    }

    package func listing(of calendar: Href) async throws -> ChangeList {
        try run("PROPFIND") { state in
            try state.expect(calendar)
            let shown = state.members(of: calendar).filter { state.listsOnly?.contains($0.name.key.rawValue) ?? true }
            var list = ChangeList(entries: shown.map { state.entry($0) })
            list.isComplete = state.listsOnly == nil || state.listsOnlyIsAll
            list.normalise()
            return list
        }
    }

    package func members(of calendar: Href, within range: TimeRange) async throws -> [HrefKey] {
        try run("QUERY") { state in
            try state.expect(calendar)
            return state.members(of: calendar).filter { hasEvent($0.body, within: range) }.map(\.name.key)
                .sorted { $0.rawValue < $1.rawValue }
        }
    }

    package func fetch(_ names: [RemoteName], in calendar: Href) async throws -> [FetchedObject] {
        state.withLock { $0.fetchedKeys.append(names.map(\.key.rawValue)) }
        return try run("MULTIGET") { state in
            try state.expect(calendar)
            var asked: Set<HrefKey> = []
            return names.filter { asked.insert($0.key).inserted }
                .map { FetchedObject(key: $0.key, outcome: state.foundByReport($0.key)) }
        }
    }

    package func get(_ name: RemoteName) async throws -> FetchedObject.Outcome {
        try run("GET") { $0.found(name.key) }
    }

    package func put(_ name: RemoteName, body: [UInt8], precondition: Precondition) async throws -> WriteOutcome {
        try run("PUT") { state in
            if let refusal = state.refusal(of: body, at: name, precondition) { return refusal }
            if let location = state.locationOfNext.take() {
                let chosen = memoryName("\(state.calendarPath)\(location)")
                state.store(chosen, body)
                return .doneElsewhere(chosen)
            }
            state.store(name, state.rewritesBodies ? rewritten(body) : body)
            let etag = state.givesETagOnPut ? state.objects[name.key.rawValue]?.etag : nil
            return .done(etag: etag, scheduleTag: nil)
        }
    }

    package func delete(_ name: RemoteName, etag: ETag) async throws -> WriteOutcome {
        try run("DELETE") { state in
            guard let current = state.objects[name.key.rawValue] else { return .done(etag: nil, scheduleTag: nil) }
            guard current.etag == etag else { return .preconditionFailed }
            state.change += 1
            state.remove(name.key)
            return .done(etag: nil, scheduleTag: nil)
        }
    }

    package func names(withUID uid: String, in calendar: Href) async throws -> [RemoteName] {
        try run("UID") { state in
            try state.expect(calendar)
            return state.members(of: calendar).filter { $0.uid == uid }.map(\.name).sorted { $0.key < $1.key }
        }
    }

    package func newName(in calendar: Href, stem: String) -> RemoteName {
        memoryName("\(calendar)\(calendar.rawValue.hasSuffix("/") ? "" : "/")\(stem).ics")
    }
}

extension MemoryServer.State {
    fileprivate func expect(_ calendar: Href) throws {
        guard calendar.rawValue == calendarPath || others[calendar.rawValue] != nil else { throw notThere([calendar]) }
    }

    fileprivate func members(of calendar: Href) -> some Collection<MemoryServer.Stored> {
        objects.values.filter { $0.name.key.rawValue.hasPrefix(calendar.rawValue) }
    }

    /// In the order in which servers look: the place, the condition, the text, its UID (RFC 4791 §5.3.2.1).
    fileprivate func refusal(of body: [UInt8], at name: RemoteName, _ precondition: Precondition) -> WriteOutcome? {
        let folders = [calendarPath] + others.keys
        guard let folder = folders.first(where: { name.key.rawValue.hasPrefix($0) }) else {
            return .refused("there is no such calendar")
        }
        let current = objects[name.key.rawValue]
        switch precondition {
        case .absent where current != nil: return .preconditionFailed
        case .matches where current == nil, .schedule where current == nil: return .notFound
        case .matches(let etag) where current?.etag != etag: return .preconditionFailed
        case .schedule(let tag) where current?.scheduleTag != tag: return .preconditionFailed
        default: break
        }
        guard let uid = uid(of: body) else { return .refused("the server does not take this text") }
        if let known = current?.uid, known != uid { return .uidConflict(name) }
        let other = objects.values.first {
            $0.uid == uid && $0.name.key != name.key && $0.name.key.rawValue.hasPrefix(folder)
        }
        return other.map { .uidConflict($0.name) }
    }
}

extension MemoryServer.State {
    fileprivate func entry(_ object: MemoryServer.Stored) -> ChangeList.Entry {
        ChangeList.Entry(name: object.name, etag: givesETags ? object.etag : nil, status: .present)
    }

    fileprivate func foundByReport(_ key: HrefKey) -> FetchedObject.Outcome {
        guard case .found(let body, _, let tag) = found(key), !givesETags else { return found(key) }
        return .found(body: body, etag: nil, scheduleTag: tag)
    }
}

private func notThere(_ places: [Href]) -> RemoteError {
    let place = places.map(\.rawValue).joined(separator: ", ")
    return RemoteError(.moved, scope: .calendar, retry: .later(nil), message: "\(place) is not there")
}

// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import ICalendar
import Planning
import RemoteCalendars

/// Objects that turn out to stand on the server under another name than the one we had chosen.
extension Settlement {
    /// The server's object with our UID in this calendar, whose name the edit goes on under; `nil` when there is none to be
    /// found, or it is here already as another object.
    func twin(of row: OutboxRow, named name: RemoteName?) async throws -> FetchedObject? {
        guard row.operation == .create, let object = try await sync.effects.read({ try $0.object(row.object) }) else {
            return nil
        }
        for candidate in try await candidates(named: name, uid: object.uid) {
            let outcome = try await sync.server.get(candidate)
            guard case .found(let body, _, _) = outcome, uid(of: body) == object.uid,
                try await rename(row, to: candidate)
            else { continue }
            return FetchedObject(key: candidate.key, outcome: outcome)
        }
        return nil
    }

    /// The named one if it is a member of this calendar, else what a search for the UID gives.
    private func candidates(named name: RemoteName?, uid: String) async throws -> [RemoteName] {
        if let name { return isMember(name) ? [spelled(name)] : [] }
        do {
            return try await sync.server.names(withUID: uid, in: sync.href)
        } catch let error as RemoteError where error.scope != .account {
            return []
        }
    }

    /// As our own names are: with the calendar's host where that is not the account's.
    private func spelled(_ name: RemoteName) -> RemoteName {
        guard name.href.rawValue.hasPrefix("/") else { return name }
        let host = origin(of: sync.server.newName(in: sync.href, stem: "x").href.rawValue)
        return RemoteName(href: Href(host + name.href.rawValue), key: name.key)
    }

    private func isMember(_ name: RemoteName) -> Bool {
        let sibling = sync.server.newName(in: sync.href, stem: "x").key.rawValue
        return name.key.rawValue.split(separator: "/").dropLast() == sibling.split(separator: "/").dropLast()
    }

    private func uid(of body: [UInt8]) -> String? {
        guard case .object(let derived) = derive(body, window: DeriveWindow(range: TimeRange(start: 0, end: 0))) else {
            return nil
        }
        return derived.uid
    }

    /// The server has taken the object under its own choice of a name (`Location`); a listing has the last word.
    func takeOver(_ name: RemoteName, for row: OutboxRow) async throws {
        _ = try await rename(row, to: spelled(name))
    }

    /// - Returns: `false` when another object stands there already.
    private func rename(_ row: OutboxRow, to name: RemoteName) async throws -> Bool {
        try await sync.account.commit { tx in
            if let other = try tx.syncRow(row.calendar, name.key), other.object.map({ $0 != row.object }) ?? false {
                return false
            }
            guard var known = try tx.syncRow(of: row.object, in: row.calendar) else { return false }
            try tx.remove(row.calendar, known.name.key)
            known.name = name
            try tx.save(known)
            guard var edit = try tx.outbox(row.object, in: row.calendar) else { return true }
            (edit.name, edit.state, edit.sentBody, edit.sentRevision) = (name, .queued, nil, nil)
            try tx.save(edit)
            return true
        }
    }
}

extension WriteTransaction {
    /// The row of the object that `derived` is under a new name: a server that renames (DavMail), or made the calendar anew,
    /// lists it no longer under the old one, or has never had it there. So its id, its history and its edits stay.
    func formerRow(of derived: DerivedObject, now row: SyncRow) throws -> SyncRow? {
        for object in try objects(uid: derived.uid, in: row.calendar) {
            guard let former = try syncRow(of: object.id, in: row.calendar), former.name.key != row.name.key,
                try former.state == .gone || former.lastError == notFoundWhenFetched
                    || former.baseBody == nil && outbox(object.id, in: row.calendar)?.state == .sent
            else { continue }
            return former
        }
        return nil
    }

    func rename(_ former: SyncRow, to row: SyncRow) throws -> SyncRow {
        try remove(former.calendar, former.name.key)
        var renamed = former
        (renamed.name, renamed.state, renamed.seenETag, renamed.baseETag) = (row.name, .owed, row.seenETag, nil)
        (renamed.isApproved, renamed.attempts, renamed.nextAttempt, renamed.lastError) = (false, 0, nil, nil)
        try save(renamed)
        return renamed
    }
}

/// What a row says whose text was looked for where it was listed, or sent.
let notFoundWhenFetched = "not found when fetched"

// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
import CalendarStorage
import Foundation
import GRDB

/// What stands in the database, as exact and sorted lines. Names and UIDs that were chosen here
/// are `NEW`.
///
/// | Line | Says |
/// |---|---|
/// | `account active` | state, and what is wrong |
/// | `calendar team s3 c3` | sync token and ctag, `first sync` or `hidden`, and what is wrong |
/// | `1.ics clean "1" \| u1 Event 1` | an href's state, base ETag (and what was seen, where that differs), object; `dirty` where it was edited here, `deleted` where it was deleted here |
/// | `edit 1.ics update queued` | a row of the outbox, with its attempts and why it waits |
/// | `lost \| u1 Event 1` | an object that is there and has no href |
/// | `conflict u1 remote preferred (merge)` | who won |
/// | `journal created 3` | how many entries of each kind |
extension FakeWorld {
    package func database() throws -> String {
        let now = now.microseconds
        return try read { database in
            try Self.queries(now: now).flatMap { try String.fetchAll(database, sql: $0).map(named).sorted() }
        }.joined(separator: "\n")
    }

    /// What differs from run to run in the words of every run: the port, and the random part of names.
    private func named(_ line: String) -> String {
        line.replacingOccurrences(of: "127.0.0.1:\(fake.port)\(FakeCalDAV.home)team/", with: "TEAM/")
            .replacingOccurrences(of: "127.0.0.1:\(fake.port)", with: "HOST")
            .replacingOccurrences(of: FakeCalDAV.home + "team/", with: "")
            .replacing(/[0-9a-f]{8}-[0-9]{4}(-object-[0-9]+)?/, with: "NEW")
            .replacing(/at line [0-9]+, column [0-9]+/, with: "at HERE")
    }

    /// Seconds until each row of the outbox may be sent again.
    package func waits() throws -> [Int] {
        let now = now.microseconds
        return try read { database in
            let sql = "SELECT (next_attempt - \(now) + 500000) / 1000000 FROM outbox ORDER BY href_key"
            return try Int.fetchAll(database, sql: sql)
        }
    }

    private func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        return try queue.read(body)
    }

    private static func queries(now: Int64) -> [String] {
        let waits = "iif(next_attempt > \(now), ' waits', '') || coalesce(': ' || last_error, '')"
        let tries = "iif(attempts > 0, ' tried ' || attempts, '')"
        return [
            "SELECT 'account ' || state || coalesce(': ' || problem, '') FROM accounts ORDER BY name",
            """
            SELECT 'calendar ' || short_name || ' ' || coalesce(sync_token, '-') || ' ' || coalesce(ctag, '-')
                || iif(phase = 'following', '', ' ' || phase) || coalesce(': ' || problem, '')
            FROM calendars ORDER BY short_name
            """,
            """
            SELECT s.href_key || ' ' || s.state || ' ' || coalesce(base_etag, '-')
                || iif(base_etag IS seen_etag, '', ' seen ' || coalesce(seen_etag, '-'))
                || iif(is_approved, ' approved', '') || iif(remote_body IS NULL, '', ' kept text')
                || \(tries) || \(waits)
                || coalesce(' | ' || o.uid || coalesce(' ' || title, '')
                    || iif(o.local_body IS NULL, ' deleted', iif(o.local_body IS s.base_body, '', ' dirty')), '')
            FROM sync_metadata s LEFT JOIN objects o ON o.id = s.object_id LEFT JOIN events e ON e.id = o.id
            ORDER BY s.calendar_id, s.href_key
            """,
            """
            SELECT 'lost | ' || o.uid || coalesce(' ' || title, '') FROM objects o LEFT JOIN events e ON e.id = o.id
            WHERE local_body IS NOT NULL AND o.id NOT IN (SELECT object_id FROM sync_metadata WHERE object_id NOT NULL)
            ORDER BY o.uid
            """,
            """
            SELECT 'edit ' || href_key || ' ' || operation || ' ' || state || \(tries) || \(waits)
            FROM outbox ORDER BY calendar_id, href_key
            """,
            """
            SELECT 'conflict ' || coalesce(o.uid, '?') || ' ' || decision || ' (' || rule || ')'
            FROM conflicts c LEFT JOIN objects o ON o.id = c.object_id ORDER BY c.id
            """,
            """
            SELECT 'journal ' || group_concat(kind || ' ' || count, ', ') FROM
                (SELECT kind, count(*) AS count FROM journal GROUP BY kind ORDER BY kind)
            HAVING count(*) > 0
            """,
        ]
    }

    /// The server's texts and the database's, by decoded name, that differ; empty when both sides hold the same.
    package func differences(in calendar: CalendarID = FakeWorld.calendar) throws -> [String] {
        let remote = fake.texts(in: calendar.shortName)
        return try open { store in
            try store.readNow { reader in
                var local: [String: String] = [:]
                for row in try reader.syncRows(in: calendar, after: nil, limit: 100_000) {
                    let name = String(row.name.key.rawValue.split(separator: "/").last ?? "")
                    let object = try row.object.flatMap { try reader.object($0) }
                    let body = try object?.localBody.flatMap { try reader.body($0) }
                    local[name.removingPercentEncoding ?? name] = body.map { String(decoding: $0, as: UTF8.self) } ?? ""
                }
                var differences = Set(remote.keys).union(local.keys).sorted().filter { remote[$0] != local[$0] }
                differences += try reader.outbox(in: calendar).map { "outbox \($0.name.key)" }
                let found = try examineDatabase(path, isThorough: true)
                return differences + found.problems + found.searchProblems
            }
        }
    }
}

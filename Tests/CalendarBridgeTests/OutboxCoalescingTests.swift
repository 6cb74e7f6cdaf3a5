// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import CalendarModel
import Testing

@Suite struct `An edit folded into what waits` {
    struct Case: Sendable, CustomTestStringConvertible {
        var waiting: (OutboxRow.Operation, OutboxRow.State, wasSent: Bool)?
        var hasBase: Bool
        var edit: LocalEdit
        var result: OutboxEdit
        var testDescription: String { "\(waiting.map { "\($0)" } ?? "nothing"), base \(hasBase), \(edit)" }
    }

    static let table: [Case] = [
        // Nothing waits.
        Case(waiting: nil, hasBase: true, edit: .change, result: .keep(.update, .queued, isFresh: true)),
        Case(waiting: nil, hasBase: true, edit: .delete, result: .keep(.delete, .queued, isFresh: true)),
        Case(waiting: nil, hasBase: false, edit: .change, result: .keep(.create, .queued, isFresh: true)),
        Case(waiting: nil, hasBase: false, edit: .delete, result: .forget),
        // A create that never left stays a create, and goes without a trace.
        Case(
            waiting: (.create, .queued, false), hasBase: false, edit: .change,
            result: .keep(.create, .queued, isFresh: false)),
        Case(waiting: (.create, .queued, false), hasBase: false, edit: .delete, result: .forget),
        Case(waiting: (.create, .held, false), hasBase: false, edit: .delete, result: .forget),
        // One that may have arrived is looked for first.
        Case(
            waiting: (.create, .queued, true), hasBase: false, edit: .delete,
            result: .keep(.create, .sent, isFresh: true)),
        Case(
            waiting: (.create, .parked, true), hasBase: false, edit: .delete,
            result: .keep(.create, .sent, isFresh: true)),
        Case(
            waiting: (.create, .parked, true), hasBase: false, edit: .change,
            result: .keep(.create, .queued, isFresh: true)),
        // What has left is settled as it was sent.
        Case(
            waiting: (.create, .sent, true), hasBase: false, edit: .change,
            result: .keep(.create, .sent, isFresh: false)),
        Case(
            waiting: (.create, .sent, true), hasBase: false, edit: .delete,
            result: .keep(.create, .sent, isFresh: false)),
        Case(
            waiting: (.update, .sent, true), hasBase: true, edit: .delete,
            result: .keep(.update, .sent, isFresh: false)),
        Case(
            waiting: (.delete, .sent, true), hasBase: true, edit: .change,
            result: .keep(.delete, .sent, isFresh: false)),
        // An update stays one, is tried again after a refusal, and becomes a delete.
        Case(
            waiting: (.update, .queued, false), hasBase: true, edit: .change,
            result: .keep(.update, .queued, isFresh: false)),
        Case(
            waiting: (.update, .parked, true), hasBase: true, edit: .change,
            result: .keep(.update, .queued, isFresh: true)),
        Case(
            waiting: (.update, .held, false), hasBase: true, edit: .change,
            result: .keep(.update, .queued, isFresh: false)),
        Case(
            waiting: (.update, .queued, false), hasBase: true, edit: .delete,
            result: .keep(.delete, .queued, isFresh: true)),
        Case(
            waiting: (.update, .parked, true), hasBase: true, edit: .delete,
            result: .keep(.delete, .queued, isFresh: true)),
        // A delete taken back is an update; told twice it stays what it was.
        Case(
            waiting: (.delete, .queued, false), hasBase: true, edit: .change,
            result: .keep(.update, .queued, isFresh: true)),
        Case(
            waiting: (.delete, .held, false), hasBase: true, edit: .delete,
            result: .keep(.delete, .held, isFresh: false)),
    ]

    @Test(arguments: table) func `follows the table`(_ row: Case) {
        let waiting = row.waiting.map { operation, state, wasSent in
            OutboxRow(
                object: ObjectID("o"), calendar: CalendarID("a/c"), operation: operation,
                name: RemoteName(href: Href("/x"), key: HrefKey("/x")), sentBody: wasSent ? BodyID(1) : nil,
                state: state, queuedAt: Instant(seconds: 0))
        }
        #expect(coalesce(row.edit, into: waiting, hasBase: row.hasBase) == row.result)
    }
}

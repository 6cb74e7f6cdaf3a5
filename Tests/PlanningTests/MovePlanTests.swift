// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Planning
import Testing

@Suite struct `Planning a move` {
    struct Row: Sendable {
        var place: String
        var arrived: PullState?
        var route: OutboxRow.Route?
        var sources: [PullState] = []
        var isDeleted = false
        var stage: MoveStage?
    }

    /// The object belongs to `a/new`.
    static let rows: [Row] = [
        // The old calendar waits for the new one.
        Row(place: "a/old", stage: .leaving),
        Row(place: "a/old", route: .anew, stage: .leaving),
        Row(place: "b/old", stage: .leaving),
        Row(place: "a/old", arrived: .clean, stage: .left),
        Row(place: "a/old", arrived: .unverified, stage: .leaving),
        Row(place: "a/old", arrived: .gone, stage: .leaving),
        Row(place: "a/old", arrived: .quarantined, stage: .leaving),
        Row(place: "a/old", route: .afterDeletion, stage: .left),
        // The new one waits for the old one only where both are one account, and it is not clear what stands there.
        Row(place: "a/new", stage: nil),
        Row(place: "a/new", sources: [.clean], stage: nil),
        Row(place: "a/new", sources: [.quarantined], stage: nil),
        Row(place: "a/new", sources: [.owed], stage: .arriving),
        Row(place: "a/new", sources: [.clean, .unverified], stage: .arriving),
        Row(place: "a/new", sources: [.gone], stage: .arriving),
        Row(place: "a/new", route: .anew, sources: [.clean], stage: nil),
        Row(place: "a/new", route: .afterDeletion, sources: [.clean], stage: .arriving),
        Row(place: "a/new", route: .afterDeletion, stage: nil),
        Row(place: "a/new", arrived: .unverified, sources: [.owed], stage: nil),
        // What was deleted here is deleted everywhere.
        Row(place: "a/old", isDeleted: true, stage: nil),
        Row(place: "a/new", sources: [.owed], isDeleted: true, stage: nil),
    ]

    @Test(arguments: rows) func `follows the table`(_ row: Row) {
        let object = ObjectRow(
            id: ObjectID("o"), calendar: CalendarID("a/new"), localBody: row.isDeleted ? nil : BodyID(1), revision: 1,
            uid: "u", checksum: "c", zoneChecksum: "z")
        let stage = planMove(
            of: object, in: CalendarID(row.place), target: MoveTarget(arrived: row.arrived, route: row.route),
            sources: row.sources)
        #expect(stage == row.stage)
    }

    @Test func `says what a calendar has to hold`() {
        var object = ObjectRow(
            id: ObjectID("o"), calendar: CalendarID("a/new"), localBody: BodyID(1), revision: 1, uid: "u",
            checksum: "c", zoneChecksum: "z")
        #expect(object.localBody(in: CalendarID("a/new")) == BodyID(1))
        #expect(object.localBody(in: CalendarID("a/old")) == nil)
        #expect(object.isAway(from: CalendarID("a/old")) && !object.isAway(from: CalendarID("a/new")))
        object.localBody = nil
        #expect(!object.isAway(from: CalendarID("a/old")))
    }

    private func edit(
        _ id: String, _ operation: OutboxRow.Operation, _ state: OutboxRow.State = .queued
    ) -> OutboxRow {
        OutboxRow(
            object: ObjectID(id), calendar: CalendarID("a/b"), operation: operation,
            name: RemoteName(href: Href("/\(id)"), key: HrefKey("/\(id)")), state: state,
            queuedAt: Instant(seconds: 0))
    }

    @Test func `lets wait what is on its way, but for requests that have left`() {
        let rows = [
            edit("a", .delete), edit("b", .delete), edit("c", .create), edit("d", .create, .sent),
            edit("e", .update, .sent), edit("f", .create, .parked),
        ]
        let moves: [ObjectID: MoveStage] = [
            ObjectID("a"): .leaving, ObjectID("b"): .left, ObjectID("c"): .arriving, ObjectID("d"): .arriving,
            ObjectID("e"): .leaving, ObjectID("f"): .arriving,
        ]
        let due = planOutbox(
            rows, pull: [:], now: Instant(seconds: 1), budget: DeletionBudget(), withBase: 9, moves: moves)
        #expect(due.map { "\($0.row.object) \($0.step)" } == ["b send", "d settle", "e settle"])
    }

    @Test func `counts what was moved away against no budget`() {
        let moved = (10..<40).map { edit("m\($0)", .delete) }
        let deleted = (10..<20).map { edit("d\($0)", .delete) }
        let moves = Dictionary(uniqueKeysWithValues: moved.map { ($0.object, MoveStage.left) })
        func steps(_ rows: [OutboxRow]) -> [OutboxStep] {
            planOutbox(
                rows, pull: [:], now: Instant(seconds: 1), budget: DeletionBudget(), withBase: 50, moves: moves
            ).map(\.step)
        }
        #expect(steps(moved + deleted).allSatisfy { $0 == .send })
        let tooMany = steps(moved + deleted + [edit("x", .delete)])
        #expect(tooMany.count { $0 == .hold(.deletions) } == 11 && tooMany.count { $0 == .send } == 30)
    }
}

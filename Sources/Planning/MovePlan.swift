// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// How far the move of an object is, seen from one of its calendars.
package enum MoveStage: Hashable, Sendable {
    /// Moved away, and not seen in the new calendar yet: it is not deleted in the old one.
    case leaving
    /// Moved away, and nothing is lost by deleting it in the old calendar.
    case left
    /// Moved here from a calendar of the same account that has to be read first, or to let it go.
    case arriving
}

/// What the calendar that an object belongs to has of it.
package struct MoveTarget: Hashable, Sendable {
    /// The state of the pull once its server has taken the object; it is seen there when that is clean.
    package var arrived: PullState?
    package var route: OutboxRow.Route?
    package init(arrived: PullState?, route: OutboxRow.Route?) {
        self.arrived = arrived
        self.route = route
    }
}

/// Decides whether an edit is part of a move. `nil`: it is none, or may leave like any other.
///
/// - Parameters:
///   - object: as it stands here.
///   - calendar: whose edit it is.
///   - sources: the states of the pull in other calendars of the account that still have the object.
package func planMove(
    of object: ObjectRow, in calendar: CalendarID, target: MoveTarget, sources: [PullState]
) -> MoveStage? {
    guard object.localBody != nil else { return nil }
    if object.isAway(from: calendar) {
        return target.arrived == .clean || target.route == .afterDeletion ? .left : .leaving
    }
    guard target.arrived == nil, !sources.isEmpty else { return nil }
    if target.route == .afterDeletion { return .arriving }
    let isSettled = sources.allSatisfy { $0 == .clean || $0 == .quarantined }
    return isSettled ? nil : .arriving
}

// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// What a local edit does to an object.
package enum LocalEdit: Sendable, CaseIterable {
    case change
    case delete
}

/// What becomes of an object's row in the outbox.
package enum OutboxEdit: Sendable, Equatable {
    /// The row is written so; `isFresh` forgets the attempts of the row before.
    case keep(OutboxRow.Operation, OutboxRow.State, isFresh: Bool)
    /// The server never had the object: the outbox row and the sync row go.
    case forget
}

/// Folds an edit into what already waits, so that there is one row per object and calendar.
///
/// A request that has left is settled first, by the engine: its row stays as it was sent, and the object's revision says
/// that there is more to send.
///
/// - Parameters:
///   - waiting: the row that is there.
///   - hasBase: both sides have agreed on the object before.
package func coalesce(_ edit: LocalEdit, into waiting: OutboxRow?, hasBase: Bool) -> OutboxEdit {
    guard let waiting else {
        switch (edit, hasBase) {
        case (.change, true): return .keep(.update, .queued, isFresh: true)
        case (.change, false): return .keep(.create, .queued, isFresh: true)
        case (.delete, true): return .keep(.delete, .queued, isFresh: true)
        case (.delete, false): return .forget
        }
    }
    if waiting.state == .sent { return .keep(waiting.operation, .sent, isFresh: false) }
    switch (waiting.operation, edit) {
    case (.create, .delete):
        // After a request whose answer is not known, the server is asked first.
        return waiting.sentBody == nil ? .forget : .keep(.create, .sent, isFresh: true)
    case (let operation, .delete) where operation == .delete:
        return .keep(.delete, waiting.state, isFresh: false)
    case (_, .delete):
        return .keep(.delete, .queued, isFresh: true)
    case (.delete, .change):
        return .keep(hasBase ? .update : .create, .queued, isFresh: true)
    case (let operation, .change):
        // What was held is looked at anew: it may reach fewer people now.
        return .keep(operation, .queued, isFresh: waiting.state == .parked)
    }
}

// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import CalendarModel
import CalendarStorage
import RemoteCalendars
import SyncEngine

extension DaemonCommands {
    /// How long a run under way may keep somebody waiting who wants a calendar made or deleted.
    private static let patience = Duration.seconds(60)

    func createCalendar(_ calendar: NewCalendar, in account: AccountName) async throws -> CalendarID {
        let id = try await alone(with: account, wish: "make the calendar") {
            try await CalendarCollections($0).create(calendar)
        }
        supervisor.send(.syncAsked, to: [account])
        return id
    }

    func deleteCalendar(_ calendar: CalendarID, discardEdits: Bool, cause: Cause) async throws {
        try await alone(with: calendar.account, wish: "delete the calendar") {
            try await CalendarCollections($0).delete(calendar, discardEdits: discardEdits, cause: cause)
        }
    }

    private func alone<Value: Sendable>(
        with account: AccountName, wish: String, _ body: (AccountSync) async throws -> Value
    ) async throws -> Value {
        do {
            if let value = try await supervisor.alone(with: account, patience: Self.patience, body) { return value }
            throw BridgeError(
                .unavailable, "The account \(account) is not synced now, so its server cannot be asked.",
                hint: "almanac status")
        } catch let refusal as CalendarRefusal {
            throw BridgeError(refusal, account: account, wish: wish)
        } catch let error as RemoteError {
            throw BridgeError(error, account: account, wish: wish)
        } catch let error as StorageError {
            throw BridgeError(.database, error.message, hint: error.hint)
        } catch is AccountBusy {
            throw BridgeError(
                .unavailable, "The account \(account) is being synced, which takes long.",
                hint: "Try again when `almanac status` says that it is idle.")
        } catch is Stopped {
            throw BridgeError(
                .unavailable,
                "The account \(account) is about to stop; it is not known whether its server did \(wish).",
                hint: "almanac sync \(account), then: almanac calendars")
        }
    }
}

extension BridgeError {
    fileprivate init(_ refusal: CalendarRefusal, account: AccountName, wish: String) {
        switch refusal.kind {
        case .refused: self.init(.server, "The server of \(account) did not \(wish): \(refusal.reason).")
        case .notNow:
            self.init(
                .server, "The server of \(account) did not \(wish) now: \(refusal.reason).",
                hint: "almanac sync \(account), then try again")
        case .editsWaiting:
            self.init(
                .unavailable, "Nothing was deleted: \(refusal.reason).",
                hint: "almanac sync \(account), or add --discard-edits")
        }
    }

    fileprivate init(_ error: RemoteError, account: AccountName, wish: String) {
        guard error.isOutcomeUnknown else {
            self.init(
                .server, "The server of \(account) could not \(wish): \(error.message). Nothing was changed.",
                hint: error.hint.isEmpty ? nil : error.hint)
            return
        }
        self.init(
            .server, "It is not known whether the server of \(account) did \(wish): \(error.message).",
            hint: "almanac sync \(account), then: almanac calendars")
    }
}

// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
package import RemoteCalendars
package import Synchronization

/// A calendar server in memory with one calendar. It passes the contract that real servers pass
/// (`Tests/CalDAVTests/Contract`), and breaks HTTP's promises where a test asks it to.
package final class MemoryServer: Sendable {
    package struct Stored: Sendable, Equatable {
        package var name: RemoteName
        package var body: [UInt8]
        package var etag: ETag
        package var change: Int
        /// `nil` when the text cannot be read.
        package var uid: String?
        package var scheduleTag: String?
    }

    /// What happens to one request instead of its answer.
    package enum Fault: Sendable {
        /// The request never arrives.
        case dropped
        /// The request is applied and its answer lost.
        case answerLost
        case error(RemoteError)
        case refused(WriteOutcome)
        /// To a new calendar: something stands there.
        case taken
    }

    package struct State: Sendable {
        /// By key.
        package var objects: [String: Stored] = [:]
        /// Deleted objects with the number of the change.
        package var deleted: [String: (name: RemoteName, change: Int)] = [:]
        package var change = 1
        package var principal = "https://server/alice/"
        package var calendarPath = "/alice/team/"
        /// Whether it takes the client's password.
        package var isAuthorized = true
        /// Requests by method, in order.
        package var requests: [String] = []
        package var fetchedKeys: [[String]] = []
        /// By method: consumed one at a time.
        package var faults: [String: [Fault]] = [:]
        package var rewritesBodies = false
        package var givesETagOnPut = true
        /// Also in lists and multigets; only GET gives one if this is false.
        package var givesETags = true
        package var maxResourceSize: Int?
        /// A created object is given this name instead of the one asked for.
        package var locationOfNext: String?
        package var oldestToken = 0
        package var syncCollection = true
        package var capabilities = ServerCapabilities()
        /// Its tokens stand still.
        package var toldChange: Int?
        /// A report names everything, and no deletion.
        package var answersAsInitial = false
        /// Keys: a listing shows these alone.
        package var listsOnly: Set<String>?
        /// It says that this is all.
        package var listsOnlyIsAll = false
        /// What the calendar looks like, and whether it is listed.
        package var properties = CalendarProperties(displayName: "Team")
        package var isListed = true
        package var resourceID: String?
        /// Further calendars, by path; they hold nothing.
        package var others: [String: CalendarProperties] = [:]
        /// Refused for good in every request.
        package var refusedProperties = CalendarProperties()
        /// Called with the method before a request is applied.
        package var before: (@Sendable (String) -> Void)?
    }

    package static let home = Href("https://server/alice/")
    package let state: Mutex<State>

    package init(calendarPath: String = "/alice/team/") {
        var state = State()
        state.calendarPath = calendarPath
        self.state = Mutex(state)
    }

    // MARK: what a test does on the server

    /// `file` as it stands in an href.
    package func store(_ file: String, _ body: String) {
        state.withLock { $0.store(memoryName("\($0.calendarPath)\(file)"), Array(body.utf8)) }
    }
    package func remove(_ file: String) {
        state.withLock { state in
            state.change += 1
            state.remove(memoryName("\(state.calendarPath)\(file)").key)
        }
    }
    package func body(_ file: String) -> String? {
        state.withLock { state in
            state.objects["\(state.calendarPath)\(file)"].map { String(decoding: $0.body, as: UTF8.self) }
        }
    }
    package var bodies: [String: String] {
        state.withLock { $0.objects.mapValues { String(decoding: $0.body, as: UTF8.self) } }
    }
    /// An attendee's reply, which the server works in without a change of the schedule tag (RFC 6638 §3.2.10).
    package func reply(_ file: String, _ body: String) {
        state.withLock { state in
            let name = memoryName("\(state.calendarPath)\(file)")
            let tag = state.objects[name.key.rawValue]?.scheduleTag
            state.store(name, Array(body.utf8))
            state.objects[name.key.rawValue]?.scheduleTag = tag
        }
    }
    package func fail(_ method: String, _ faults: Fault...) {
        state.withLock { $0.faults[method, default: []] += faults }
    }
    package func takeRequests() -> [String] {
        state.withLock { state in
            defer { state.requests = [] }
            return state.requests
        }
    }

    /// One request: what `before` does, then its fault if one is due, then `body`.
    func run<Value>(_ method: String, _ body: (inout State) throws -> Value) throws -> Value {
        state.withLock { $0.before }?(method)
        return try state.withLock { state in
            state.requests.append(method)
            guard state.isAuthorized else { throw wrongPassword }
            guard let fault = state.faults[method]?.first else { return try body(&state) }
            state.faults[method]?.removeFirst()
            switch fault {
            case .dropped: throw lostAnswer
            case .answerLost:
                _ = try body(&state)
                throw lostAnswer
            case .error(let error): throw error
            case .taken:
                guard let value = CreationOutcome.taken as? Value else { throw lostAnswer }
                return value
            case .refused(let outcome):
                guard let value = outcome as? Value else { throw lostAnswer }
                return value
            }
        }
    }
}

extension MemoryServer.State {
    /// A token names its calendar, so that one of another calendar is not known here.
    var token: SyncToken { SyncToken("\(calendarPath)#\(told)") }
    var told: Int { toldChange ?? change }

    /// - Returns: the number of the change that the token stands for; `nil` when it is not known, or not any more.
    func change(of token: SyncToken) -> Int? {
        guard token.rawValue.hasPrefix("\(calendarPath)#"),
            let since = Int(token.rawValue.dropFirst(calendarPath.count + 1)), since >= oldestToken, since <= change
        else { return nil }
        return since
    }

    mutating func store(_ name: RemoteName, _ body: [UInt8]) {
        change += 1
        deleted[name.key.rawValue] = nil
        objects[name.key.rawValue] = MemoryServer.Stored(
            name: name, body: body, etag: ETag("\"\(change)\""), change: change, uid: uid(of: body),
            scheduleTag: capabilities.scheduling == true ? "\"s\(change)\"" : nil)
    }

    /// Under the change that has been counted.
    mutating func remove(_ key: HrefKey) {
        guard let object = objects.removeValue(forKey: key.rawValue) else { return }
        deleted[key.rawValue] = (object.name, change)
    }

    func found(_ key: HrefKey) -> FetchedObject.Outcome {
        guard let object = objects[key.rawValue] else { return .notFound }
        return .found(body: object.body, etag: object.etag, scheduleTag: object.scheduleTag)
    }
}

private let wrongPassword = RemoteError(
    .unauthorized, scope: .account, retry: .whenSettingsChange, message: "the server refuses the username or password")
private let lostAnswer = RemoteError(
    .timeout, scope: .item, retry: .later(nil), message: "no answer", isOutcomeUnknown: true)

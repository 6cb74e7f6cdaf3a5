// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import ControlWire
import HTTPTypes
import Hummingbird
import Logging

/// Turns whatever a handler throws into a problem document.
struct ProblemMiddleware: RouterMiddleware {
    /// The command that shows the daemon's log, where one does.
    let journal: String?

    @concurrent func handle(
        _ input: Request, context: ControlContext,
        next: @concurrent (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(input, context)
        } catch let problem as ProblemDocument {
            return problemResponse(problem)
        } catch let error as BridgeError {
            return problemResponse(ProblemDocument(error))
        } catch let error as HTTPError where error.status == .notFound {
            return problemResponse(.noRoute(input.method.rawValue, input.uri.path))
        } catch is CancellationError {
            return problemResponse(.stopping)
        } catch {
            context.logger.error("A request failed", metadata: ["error": "\(error)", "path": "\(input.uri.path)"])
            return problemResponse(.internalError(journal: journal))
        }
    }
}

func problemResponse(_ problem: ProblemDocument) -> Response {
    jsonResponse(
        problem, status: HTTPResponse.Status(code: problem.status), mediaType: ProblemDocument.mediaType)
}

extension ProblemDocument {
    init(_ error: BridgeError) {
        let (title, status) = error.kind.titleAndStatus
        self.init(
            type: "urn:almanac:problem:\(error.kind.slug)", title: title, status: status, detail: error.detail,
            hint: error.hint)
    }

    static func badRequest(_ detail: String, hint: String? = nil) -> Self {
        Self(type: "urn:almanac:problem:bad-request", title: "Bad request", status: 400, detail: detail, hint: hint)
    }

    static func noRoute(_ method: String, _ path: String) -> Self {
        Self(
            type: "urn:almanac:problem:no-route", title: "No such route", status: 404,
            detail: "There is no \(method) \(path).", hint: "GET /v1/openapi.json lists what there is.")
    }

    static func badSettings(_ problems: [String]) -> Self {
        Self(
            type: "urn:almanac:problem:bad-settings", title: "Bad settings", status: 422,
            detail: "The settings were not taken; the old ones stay in force.",
            hint: "Correct the file, then: almanac reload", errors: problems)
    }

    /// - Parameter group: whose members may use the socket, where there is one.
    static func refused(_ user: UInt32, group: UInt32?) -> Self {
        let others =
            group != nil ? "root, the daemon's own user and the socket's group" : "the user whose daemon this is"
        return Self(
            type: "urn:almanac:problem:refused", title: "Refused", status: 403,
            detail: "This socket is not for the user \(user): only for \(others).",
            hint: group.flatMap(commandJoining).map { "\($0), and log in again" })
    }

    /// - Parameter limit: how many each user may have.
    static func tooManyConnections(limit: Int) -> Self {
        Self(
            type: "urn:almanac:problem:too-many-connections", title: "Too many connections", status: 429,
            detail: "Each user may have \(limit) connections to the daemon, and all of yours are open.",
            hint: "End a program that keeps its connections: ss --unix --processes | grep almanac")
    }

    static let tooLarge = Self(
        type: "urn:almanac:problem:too-large", title: "Too large", status: 413,
        detail: "A request's body may have \(ControlLimits.body) bytes.")
    static let notJSON = Self(
        type: "urn:almanac:problem:not-json", title: "Not JSON", status: 415,
        detail: "A body has to come as Content-Type: application/json.")
    static let stopping = Self(
        type: "urn:almanac:problem:stopping", title: "Stopping", status: 503, detail: "The daemon is about to stop.")
    static func internalError(journal: String?) -> Self {
        Self(
            type: "urn:almanac:problem:internal", title: "Internal error", status: 500,
            detail: "Something failed inside the daemon.", hint: journal)
    }
}

extension BridgeError.Kind {
    fileprivate var slug: String {
        switch self {
        case .notFound: "not-found"
        case .ambiguous: "ambiguous"
        case .invalid: "invalid"
        case .readOnly: "read-only"
        case .unavailable: "unavailable"
        case .notEditable: "not-editable"
        case .scope: "scope"
        case .alreadySettled: "already-settled"
        case .server: "calendar-server"
        case .database: "database"
        }
    }

    fileprivate var titleAndStatus: (String, Int) {
        switch self {
        case .notFound: ("Not found", 404)
        case .ambiguous: ("Ambiguous name", 409)
        case .invalid: ("Invalid request", 422)
        case .readOnly: ("Read-only", 403)
        case .unavailable: ("Not available", 409)
        case .notEditable: ("Not editable", 409)
        case .scope: ("Scope needed", 422)
        case .alreadySettled: ("Already settled", 409)
        case .server: ("Not done by the calendar server", 502)
        case .database: ("Database error", 503)
        }
    }
}

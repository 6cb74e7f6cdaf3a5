// SPDX-License-Identifier: Apache-2.0

internal import CalendarModel
internal import HTTPTransfer
internal import RemoteCalendars

enum WriteOperation { case create, update, delete, move }

/// What the answer to a PUT, DELETE or MOVE of `url` means. Throws what stops more than this object, or leaves it undecided.
func writeOutcome(_ answer: DAVAnswer, of operation: WriteOperation, to url: RemoteURL) throws -> WriteOutcome {
    let conditions = (400..<500).contains(answer.status) ? DAVConditions(answer.body) : DAVConditions([])
    let delay = retryAfter(answer.response.headers, now: .current)
    switch answer.status {
    case 200..<300: return try success(answer, of: operation, to: url)
    case 404, 410: return try missing(answer, of: operation)
    case 403 where isRateLimit(answer.body), 425, 429, 503:
        return .busy(after: delay, "the server is busy (\(answer.status))")
    case 400, 403, 409, 412:
        if let conflict = uidConflict(answer, conditions, url) { return conflict }
        if answer.status == 412, conditions.names.isEmpty { return .preconditionFailed }
        if conditions.contains("need-privileges") { return .readOnly }
        if answer.status == 409, conditions.names.isEmpty, operation == .create { throw missingCalendar(url) }
        return .refused(refusal(answer.status, conditions))
    // RFC 4918 §9.9.4: not to that destination. A proxy may mean something else by it; whoever goes on looks first.
    case 502 where operation == .move: return .refused(refusal(answer.status, conditions))
    case 423: return .locked(after: delay)
    case 405, 411, 413, 414, 415, 422, 501, 507: return .refused(refusal(answer.status, conditions))
    default: throw undecided(answer)
    }
}

private func success(
    _ answer: DAVAnswer, of operation: WriteOperation, to url: RemoteURL
) throws -> WriteOutcome {
    if isWebPage(answer.response.headers, answer.body), answer.status == 200 {
        throw undecided(answer)
    }
    // Xandikos may answer a PUT with a multistatus.
    if answer.status == 207, let status = memberStatus(answer.body), status >= 400 {
        return .refused(refusal(status, DAVConditions([])))
    }
    guard operation != .delete else { return .done(etag: nil, scheduleTag: nil) }
    let etag = answer.header("ETag").map { ETag($0) }.flatMap { $0.isWeak || !$0.isUsable ? nil : $0 }
    let place = answer.header("Location").map { answer.url.resolving($0) } ?? answer.url
    guard let place, place.origin == url.origin, pathKey(place.path) == pathKey(url.path) else {
        return elsewhere(place, url) ?? .done(etag: nil, scheduleTag: nil)
    }
    return .done(etag: etag, scheduleTag: sendable(answer.header("Schedule-Tag")))
}

/// A `Location`, or a redirect's end, counts only within the calendar (vdirsyncer#1223); it is spelled as `url` was, relative or
/// absolute being the caller's matter.
private func elsewhere(_ place: RemoteURL?, _ url: RemoteURL) -> WriteOutcome? {
    guard let place, place.origin == url.origin else { return nil }
    var folder = url
    folder.path = String(url.path[...(url.path.lastIndex(of: "/") ?? url.path.startIndex)])
    guard case .member(let name) = CollectionScope(folder, account: url).place(of: Array(place.path.utf8)) else {
        return nil
    }
    return .doneElsewhere(name)
}

private func missingCalendar(_ url: RemoteURL) -> RemoteError {
    RemoteError(
        .moved, scope: .calendar, retry: .later(nil),
        message: "\(url.authority)\(url.path) cannot be made: its calendar is not there (409)")
}

/// The worst status of a multistatus.
func memberStatus(_ body: [UInt8]) -> Int? {
    var worst: Int?
    let reader = MultistatusReader { worst = max(worst ?? 0, $0.status ?? 0) }
    body.withUnsafeBytes { reader.feed($0) }
    reader.finish()
    return reader.problem == nil ? worst : nil
}

private func missing(_ answer: DAVAnswer, of operation: WriteOperation) throws -> WriteOutcome {
    switch operation {
    case .create: throw classify(answer)
    case .update, .move: return .notFound
    case .delete: return .done(etag: nil, scheduleTag: nil)
    }
}

/// RFC 4791 §5.3.2.1, RFC 6638 §3.2.4.1, and Nextcloud's sentence.
private func uidConflict(_ answer: DAVAnswer, _ conditions: DAVConditions, _ url: RemoteURL) -> WriteOutcome? {
    if conditions.contains("no-uid-conflict") || conditions.contains("unique-scheduling-object-resource") {
        let other = conditions.href.flatMap(url.resolving)
        return .uidConflict(
            other.map {
                RemoteName(href: Href($0.origin == url.origin ? $0.path : $0.text), key: HrefKey(pathKey($0.path)))
            })
    }
    let text = String(decoding: answer.body.prefix(4096), as: UTF8.self).lowercased()
    return text.contains("object with uid already exists") ? .uidConflict(nil) : nil
}

/// Why a server refuses for good, for people.
func refusal(_ status: Int, _ conditions: DAVConditions) -> String {
    let why = conditions.known.map { " (\($0))" } ?? ""
    if status == 413 || conditions.contains("max-resource-size") { return "it is too large for the server" }
    switch status {
    case 403: return "the server does not allow it\(why)"
    case 405, 501, 502: return "the server cannot do this (\(status))"
    case 507: return "the server has no room for it"
    case 400, 412, 415, 422: return "the server does not take this text\(why.isEmpty ? " (\(status))" : why)"
    default: return "the server refuses it\(why.isEmpty ? " (\(status))" : why)"
    }
}

/// Whether the request was carried out is not known, except after what comes before any carrying out.
func undecided(_ answer: DAVAnswer) -> RemoteError {
    var error = classify(answer)
    if error.scope == .calendar, error.kind != .moved { error.scope = .item }
    error.isOutcomeUnknown = answer.status >= 500 || answer.status < 300
    return error
}

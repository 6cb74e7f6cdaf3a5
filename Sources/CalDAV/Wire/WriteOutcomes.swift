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
    case 400, 403, 409, 412:
        if let conflict = uidConflict(answer, conditions, url) { return conflict }
        if answer.status == 412, conditions.names.isEmpty { return .preconditionFailed }
        return .refused(refusal(answer.status, conditions))
    // RFC 4918 §9.9.4: not to that destination. A proxy may mean something else by it; whoever goes on looks first.
    case 502 where operation == .move: return .refused(refusal(answer.status, conditions))
    case 423: return .tryLater(after: delay, "it is locked on the server")
    case 425, 429, 503: return .tryLater(after: delay, "the server is busy (\(answer.status))")
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
    let isElsewhere = answer.url != url || isOther(answer.header("Location"), url)
    return .done(etag: isElsewhere ? nil : etag, scheduleTag: isElsewhere ? nil : answer.header("Schedule-Tag"))
}

private func isOther(_ location: String?, _ url: RemoteURL) -> Bool {
    guard let location else { return false }
    guard let target = url.resolving(location) else { return true }
    return target.origin != url.origin || pathKey(target.path) != pathKey(url.path)
}

/// The worst status of a multistatus.
private func memberStatus(_ body: [UInt8]) -> Int? {
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
        return .uidConflict(conditions.href.map { Href($0) })
    }
    let text = String(decoding: answer.body.prefix(4096), as: UTF8.self).lowercased()
    return text.contains("object with uid already exists") ? .uidConflict(nil) : nil
}

private func refusal(_ status: Int, _ conditions: DAVConditions) -> String {
    let why = conditions.names.first.map { " (\($0))" } ?? ""
    switch status {
    case 403: return "the server does not allow it\(why)"
    case 405, 501, 502: return "the server cannot do this (\(status))"
    case 413: return "it is too large for the server"
    case 507: return "the server has no room for it"
    case 400, 412, 415, 422: return "the server does not take this text\(why.isEmpty ? " (\(status))" : why)"
    default: return "the server refuses it\(why.isEmpty ? " (\(status))" : why)"
    }
}

/// Whether the request was carried out is not known, except after what comes before any carrying out.
private func undecided(_ answer: DAVAnswer) -> RemoteError {
    var error = classify(answer)
    if error.scope == .calendar, error.kind != .moved { error.scope = .item }
    error.isOutcomeUnknown = answer.status >= 500 || answer.status < 300
    return error
}

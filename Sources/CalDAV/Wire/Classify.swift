// SPDX-License-Identifier: Apache-2.0

internal import CalendarModel
internal import Glibc
internal import HTTPTransfer
internal import RemoteCalendars

/// What an answer means that is not the one that was asked for. `place` is the host and path for people.
func classify(
    status: Int, headers: [HTTPHeader], body: [UInt8], place: String = "the server", now: Instant = .current
) -> RemoteError {
    let conditions = (400..<500).contains(status) ? DAVConditions(body) : DAVConditions([])
    let host = String(place.prefix { $0 != "/" })
    switch status {
    case 401: return unauthorized(headers, host)
    case 407: return proxyRefuses(host, "it wants a login (407)")
    case _ where wantsCertificate(status, body): return certificateWanted(host, "it asks for one")
    // RFC 6585 §6.
    case 511:
        return RemoteError(
            .badAnswer, scope: .account, retry: .later(nil),
            message: "this network wants a login before it lets us through to \(host) (511)",
            hint: "log in to the network")
    case 400..<500 where conditions.contains("valid-sync-token"):
        return RemoteError(
            .tokenRefused, scope: .calendar, retry: .now, message: "\(place) no longer knows the sync token")
    case 400..<500 where conditions.contains("supported-report"), 405, 415, 501:
        return RemoteError(
            .unsupported, scope: .calendar, retry: .later(nil), message: "\(place) cannot do this (\(status))")
    case 403 where isRateLimit(body), 425, 429, 503:
        let delay = retryAfter(headers, now: now)
        return RemoteError(.busy, scope: .account, retry: .later(delay), message: "\(host) is busy (\(status))")
    case 403:
        let why = conditions.known.map { ": \($0)" } ?? ""
        return RemoteError(
            .forbidden, scope: .calendar, retry: .later(nil), message: "\(place) is forbidden to us\(why)",
            hint: "ask its owner for access, or leave it out with the account's calendars setting")
    case 404, 410:
        return RemoteError(.moved, scope: .calendar, retry: .later(nil), message: "\(place) is not there (\(status))")
    case 413: return RemoteError(.tooLarge, scope: .calendar, retry: .later(nil), message: "too large for \(place)")
    case 200..<300: return unexpectedSuccess(status, headers, body, place)
    case 300..<400:
        return RemoteError(.moved, scope: .calendar, retry: .later(nil), message: "\(place) has moved (\(status))")
    default:
        let retry = RemoteError.Retry.later(retryAfter(headers, now: now))
        return RemoteError(.status(status), scope: .calendar, retry: retry, message: "\(place) answered \(status)")
    }
}

func classify(_ answer: DAVAnswer) -> RemoteError {
    classify(
        status: answer.status, headers: answer.response.headers, body: answer.body,
        place: answer.url.authority + answer.url.path)
}

/// For a 207 that says it of the collection itself, as Xandikos does.
func notThere(_ collection: RemoteURL) -> RemoteError {
    RemoteError(
        .moved, scope: .calendar, retry: .later(nil), message: "\(collection.authority)\(collection.path) is not there")
}

private func unauthorized(_ headers: [HTTPHeader], _ host: String) -> RemoteError {
    let challenges = headers.filter { $0.name.lowercased() == "www-authenticate" }.map { $0.value.lowercased() }
    let offered = offeredMethods(headers)
    let hint =
        if challenges.contains(where: { $0.contains("x-mobileme-authtoken") }) || host.hasSuffix("icloud.com") {
            "iCloud wants an app-specific password, made at account.apple.com"
        } else if !challenges.isEmpty, offered == [.bearer] {
            "the server takes tokens: write auth = \"bearer\" into the account, and give the token as its password"
        } else if !challenges.isEmpty, offered.isEmpty {
            "the server does not take passwords this way (\(scheme(challenges[0]))); allow Basic or Digest there"
        } else {
            RemoteError.correctPassword
        }
    return RemoteError(
        .unauthorized, scope: .account, retry: .whenSettingsChange,
        message: "\(host) refuses the username or password", hint: hint)
}

/// The name in front of a challenge (RFC 9110 §11.1) where it is a registered one, or widespread: else it may be anything,
/// even a part of what the server was sent.
private func scheme(_ challenge: String) -> String {
    let known = [
        "basic", "bearer", "concealed", "digest", "dpop", "gnap", "hoba", "kerberos", "mutual", "negotiate", "ntlm",
        "oauth", "privatetoken", "scram-sha-1", "scram-sha-256", "vapid",
    ]
    let name = challenge.prefix { $0 != " " && $0 != "\t" && $0 != "," }
    return known.contains(String(name)) ? String(name) : "another"
}

/// nginx answers so to a request without the certificate it asks for, and to one with a certificate it does not know.
private func wantsCertificate(_ status: Int, _ body: [UInt8]) -> Bool {
    guard [400, 403, 495, 496].contains(status) else { return false }
    return String(decoding: body.prefix(4096), as: UTF8.self).lowercased().contains("ssl certificate")
}

/// Google says "slow down" with a 403.
func isRateLimit(_ body: [UInt8]) -> Bool {
    let text = String(decoding: body.prefix(4096), as: UTF8.self)
    return text.contains("ateLimitExceeded") || text.contains("quotaExceeded")
}

/// 2xx where a multistatus was asked for: most often the login page of a network or a proxy.
private func unexpectedSuccess(
    _ status: Int, _ headers: [HTTPHeader], _ body: [UInt8], _ place: String
) -> RemoteError {
    if isWebPage(headers, body) {
        return RemoteError(
            .badAnswer, scope: .account, retry: .later(nil), message: "\(place) answered with a web page (\(status))",
            hint: "log in to this network if it asks for that; else check the account's url")
    }
    return RemoteError(
        .badAnswer, scope: .account, retry: .later(nil),
        message: "\(place) answered \(status), which is not what a calendar server says",
        hint: "check the account's url")
}

func isWebPage(_ headers: [HTTPHeader], _ body: [UInt8]) -> Bool {
    if headers.value(of: "Content-Type")?.lowercased().hasPrefix("text/html") ?? false { return true }
    let start = String(decoding: body.prefix(256), as: UTF8.self).lowercased()
        .drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    // A calendar text may hold a web page, as Outlook's X-ALT-DESC does.
    if start.hasPrefix("begin:vcalendar") { return false }
    return start.contains("<!doctype html") || start.contains("<html")
}

extension Instant {
    /// The system's clock; only for a `Retry-After` with a date.
    static var current: Instant {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Instant(seconds: Int64(now.tv_sec))
    }
}

func tooLong(_ collection: RemoteURL) -> RemoteError {
    RemoteError(
        .tooLarge, scope: .calendar, retry: .later(nil),
        message: "\(collection.authority)\(collection.path) lists more events than can be kept")
}

func foreignNames(_ collection: RemoteURL) -> RemoteError {
    RemoteError(
        .badAnswer, scope: .calendar, retry: .later(nil),
        message: "\(collection.authority)\(collection.path) gives its events under another host's name",
        hint: "the server, or the proxy in front of it, has to know the name that the account's url has")
}

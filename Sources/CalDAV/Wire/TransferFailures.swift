// SPDX-License-Identifier: Apache-2.0

internal import HTTPTransfer
internal import RemoteCalendars

/// A transfer that ended without an answer, in words for people. `CancellationError` when it was we who ended it.
func remoteError(_ error: TransferError, from url: RemoteURL, isWrite: Bool) -> any Error {
    guard error.kind != .cancelled else { return CancellationError() }
    var result = remoteError(error, host: url.authority)
    result.isOutcomeUnknown = isWrite && error.requestMayHaveArrived
    return result
}

func remoteError(_ error: TransferError, host: String) -> RemoteError {
    switch error.kind {
    case .cancelled, .malformedRequest:
        RemoteError(
            .notCalendar, scope: .account, retry: .whenSettingsChange, message: error.message,
            hint: "check the account's url")
    case .unknownHost:
        RemoteError(
            .unknownHost, scope: .account, retry: .later(nil), message: "the host \(host) cannot be found",
            hint: "check the account's url and this machine's network")
    case .unreachable:
        RemoteError(
            .unreachable, scope: .account, retry: .later(nil), message: "\(host) cannot be reached: \(error.message)",
            hint: "check this machine's network, and whether the server runs")
    case .timeout:
        RemoteError(
            .timeout, scope: error.requestMayHaveArrived ? .calendar : .account, retry: .later(nil),
            message: "\(host) did not answer in time")
    case .certificate:
        RemoteError(
            .certificate, scope: .account, retry: .later(.seconds(3600)),
            message: "the certificate of \(host) is not accepted: \(error.message)",
            hint: certificateHint(error.message))
    case .clientCertificate: certificateWanted(host, error.message)
    case .proxy: proxyRefuses(host, error.message)
    case .tooLarge:
        RemoteError(
            .tooLarge, scope: .calendar, retry: .later(nil),
            message: "an answer of \(host) is too large: \(error.message)")
    case .sinkRefused:
        RemoteError(
            .badAnswer, scope: .calendar, retry: .later(nil), message: "a broken answer from \(host): \(error.message)")
    case .brokenOff:
        RemoteError(
            .unreachable, scope: .calendar, retry: .later(nil),
            message: "the connection to \(host) broke off before the answer was complete")
    case .multiplexing:
        RemoteError(
            .unreachable, scope: .calendar, retry: .later(nil),
            message: "\(host) broke off over HTTP/2; from now on we speak HTTP/1.1 to it")
    case .protocolError:
        RemoteError(
            .badAnswer, scope: .account, retry: .later(nil),
            message: "\(host) does not answer as a web server does: \(error.message)",
            hint: error.message.contains("protocol version")
                ? "its TLS is older than 1.2, which is not safe any more; its administrator has to allow a newer one"
                : "check http or https and the port in the account's url")
    }
}

func certificateWanted(_ host: String, _ why: String) -> RemoteError {
    RemoteError(
        .certificate, scope: .account, retry: .later(.seconds(3600)),
        message: "\(host) gets no certificate from us that it accepts: \(why)",
        hint: "check the account's client_certificate and client_key")
}

func proxyRefuses(_ host: String, _ why: String) -> RemoteError {
    RemoteError(
        .unreachable, scope: .account, retry: .later(nil),
        message: "the proxy does not let us through to \(host): \(why)", hint: "check the account's proxy")
}

/// By OpenSSL's and curl's words, the only place where the reason stands.
private func certificateHint(_ message: String) -> String {
    let words = message.lowercased()
    if words.contains("expired") { return "its administrator has to renew it; check this machine's clock too" }
    if words.contains("pinned") {
        return "if its key was changed, write the new one's fingerprint into the account; almanac.toml(5) says how"
    }
    if words.contains("not yet valid") { return "check this machine's clock" }
    if words.contains("subject name") || words.contains("does not match") {
        return "use the host name that the certificate was made for, or log in to this network if it asks for that"
    }
    if words.contains("self-signed certificate"), !words.contains("chain") {
        return "if it is the server's own, write the fingerprint of its key into the account; almanac.toml(5) says how"
    }
    return "if the server has a certificate authority of its own, name its file with the account's ca_file"
}

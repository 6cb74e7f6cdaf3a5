// SPDX-License-Identifier: Apache-2.0

internal import HTTPTransfer
internal import RemoteCalendars

/// Sends an account's requests: password, redirects by hand, and errors in words for people.
struct DAVConnection: Sendable {
    static let redirectLimit = 5

    let account: CalDAVAccount
    let client: HTTPClient
    let root: RemoteURL
    /// Told of every answer, also of redirects.
    var observer: (@Sendable (DAVExchange) -> Void)?

    init(_ account: CalDAVAccount, _ client: HTTPClient) throws {
        guard let root = account.root else {
            throw RemoteError(
                .notCalendar, scope: .account, retry: .whenSettingsChange, message: "\(account.url) is not a URL",
                hint: "write the account's url as in https://dav.example.org/")
        }
        (self.account, self.client, self.root) = (account, client, root)
    }

    var trusted: TrustedOrigins {
        TrustedOrigins(
            account: root, allowedHosts: account.allowedHosts, domain: account.isBare ? account.bareDomain : nil,
            allowsPlainHTTP: account.allowsPlainHTTP)
    }

    /// Any final status. The body goes into `sink` when it is a 207.
    func send(_ request: DAVRequest, into sink: MultistatusSink? = nil) async throws -> DAVAnswer {
        var request = request
        for _ in 0...Self.redirectLimit {
            guard trusted.mayReceiveCredentials(request.url) else { throw foreign(request.url) }
            let response = try await transfer(request, sink)
            let location = redirectTarget(response, request)
            observer?(
                DAVExchange(method: request.method, url: request.url, status: response.status, location: location))
            guard let location else {
                return DAVAnswer(response: response, url: request.url)
            }
            request.url = try next(location, after: request)
        }
        throw RemoteError(
            .badAnswer, scope: .account, retry: .later(nil), message: "\(request.url.host) redirects in circles",
            hint: "check the account's url")
    }

    private func transfer(_ request: DAVRequest, _ sink: MultistatusSink?) async throws -> TransferResponse {
        guard let password = account.password() else {
            throw RemoteError(
                .unauthorized, scope: .account, retry: .whenSettingsChange,
                message: "there is no password for \(root.host)", hint: "check the account's password setting")
        }
        var transfer = TransferRequest(
            request.method, request.url.text, headers: request.headers, body: request.body,
            basic: BasicCredentials(username: account.username, password: password))
        transfer.caFile = account.caFile
        transfer.allowsPlainHTTP = account.allowsPlainHTTP
        transfer.isRepeatable = !request.isWrite
        transfer.allowsCompression = request.allowsCompression
        transfer.bodyLimit = request.bodyLimit
        transfer.stallTimeout = request.stallTimeout
        transfer.totalTimeout = request.totalTimeout
        do {
            guard let sink else { return try await client.send(transfer) }
            return try await client.send(transfer, into: sink)
        } catch {
            throw remoteError(error, from: request.url, isWrite: request.isWrite)
        }
    }

    /// 303 answers a GET elsewhere; for anything else it is no redirect that keeps its meaning (RFC 9110 §15.4.4).
    private func redirectTarget(_ response: TransferResponse, _ request: DAVRequest) -> String? {
        switch response.status {
        case 301, 302, 307, 308: response.header("Location")
        case 303 where request.method == "GET": response.header("Location")
        default: nil
        }
    }

    private func next(_ location: String, after request: DAVRequest) throws -> RemoteURL {
        let here = request.url
        guard let target = here.resolving(location), here.scheme == "http" || target.scheme == "https" else {
            throw RemoteError(
                .badAnswer, scope: .account, retry: .later(nil),
                message: "\(here.host) redirects to what is no https URL", hint: "check the account's url")
        }
        let isAllowed =
            switch request.redirects {
            case .trusted: true
            case .samePath: withSlash(pathKey(target.path)) == withSlash(pathKey(here.path))
            case .sameOrigin: target.origin == here.origin
            }
        guard isAllowed else {
            throw RemoteError(
                .moved, scope: .calendar, retry: .later(nil),
                message: "\(here.authority)\(here.path) has moved to \(target.text)")
        }
        return target
    }

    private func withSlash(_ path: String) -> String { path.hasSuffix("/") ? path : path + "/" }

    func foreign(_ url: RemoteURL) -> RemoteError {
        let hosts = (account.allowedHosts + [url.host]).map { "\"\($0)\"" }.joined(separator: ", ")
        return RemoteError(
            .forbidden, scope: .account, retry: .whenSettingsChange,
            message: "\(root.host) sends us to \(url.authority), which may not be given the password",
            hint: "if that is right, write into the account: allowed_hosts = [\(hosts)]")
    }
}

/// One request and the status of its answer.
struct DAVExchange: Sendable {
    var method: String
    var url: RemoteURL
    var status: Int
    /// Where a redirect leads, as the server wrote it.
    var location: String?
}

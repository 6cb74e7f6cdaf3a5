// SPDX-License-Identifier: Apache-2.0

internal import HTTPTransfer
internal import RemoteCalendars

/// Sends an account's requests: login, redirects by hand, and errors in words for people.
struct DAVConnection: Sendable {
    static let redirectLimit = 5

    let account: CalDAVAccount
    let client: HTTPClient
    let root: RemoteURL
    /// Told of every answer, also of redirects.
    var observer: (@Sendable (DAVExchange) -> Void)?
    private let logins: LoginMemory
    private let limits: AnswerLimits

    init(_ account: CalDAVAccount, _ client: HTTPClient, _ logins: LoginMemory, _ limits: AnswerLimits) throws {
        guard let root = account.root else {
            throw RemoteError(
                .notCalendar, scope: .account, retry: .whenSettingsChange, message: "\(account.url) is not a URL",
                hint: "write the account's url as in https://dav.example.org/")
        }
        (self.account, self.client, self.root, self.logins, self.limits) = (account, client, root, logins, limits)
    }

    var trusted: TrustedOrigins {
        TrustedOrigins(
            account: root, allowedHosts: account.allowedHosts, domain: account.isBare ? account.bareDomain : nil,
            allowsPlainHTTP: account.allowsPlainHTTP)
    }

    /// Any final status. The body goes into `sink` when it is a 207.
    func send(_ request: DAVRequest, into sink: MultistatusSink? = nil) async throws -> DAVAnswer {
        guard trusted.mayReceiveCredentials(request.url) else { throw foreign(request.url) }
        var request = request
        for _ in 0...Self.redirectLimit {
            let response = try await loggedIn(request, sink)
            let location = redirectTarget(response, request)
            observer?(
                DAVExchange(method: request.method, url: request.url, status: response.status, location: location))
            guard let location else {
                return DAVAnswer(response: response, url: request.url)
            }
            request.url = try next(location, after: request, response.status)
        }
        throw RemoteError(
            .badAnswer, scope: .account, retry: .later(nil), message: "\(request.url.host) redirects in circles",
            hint: "check the account's url")
    }

    /// Any answer but a 401 that another way of logging in might turn into one.
    private func loggedIn(_ request: DAVRequest, _ sink: MultistatusSink?) async throws -> TransferResponse {
        let origin = request.url.origin
        let remembered = logins.method(at: origin)
        var attempts = LoginAttempts(fixed: account.login, remembered: remembered)
        while true {
            let response = try await transfer(request, attempts.method, sink)
            guard response.status == 401 else {
                if attempts.method != remembered { logins.remember(attempts.method, at: origin) }
                return response
            }
            guard attempts.goesOn(after: response.headers) else { return response }
        }
    }

    private func transfer(
        _ request: DAVRequest, _ login: LoginMethod, _ sink: MultistatusSink?
    ) async throws -> TransferResponse {
        let transfer = try transferRequest(request, login)
        do {
            guard let sink else { return try await client.send(transfer) }
            return try await client.send(transfer, into: sink)
        } catch {
            throw remoteError(error, from: request.url, isWrite: request.isWrite)
        }
    }

    private func transferRequest(_ request: DAVRequest, _ login: LoginMethod) throws -> TransferRequest {
        var transfer = TransferRequest(
            request.method, request.url.text, headers: request.headers, body: request.body,
            authentication: try authentication(login))
        transfer.caFile = account.caFile
        transfer.pinnedKey = account.pinnedKey
        transfer.clientCertificate = account.clientCertificate
        transfer.clientKey = account.clientKey
        transfer.filesVersion = account.filesVersion
        transfer.proxy = account.proxy
        transfer.unixSocket = request.url.origin == root.origin ? account.unixSocket : nil
        transfer.allowsPlainHTTP = account.allowsPlainHTTP
        transfer.isRepeatable = !request.isWrite
        transfer.allowsCompression = request.allowsCompression
        transfer.bodyLimit = request.bodyLimit
        let times = request.isList ? limits.list : limits.object
        (transfer.stallTimeout, transfer.totalTimeout) = (times.stall, times.total)
        return transfer
    }

    private func authentication(_ login: LoginMethod) throws -> Authentication {
        guard let secret = account.password() else {
            throw RemoteError(
                .noPassword, scope: .account, retry: .later(nil),
                message: "there is no password for \(root.host)", hint: "check the account's password setting")
        }
        return switch login {
        case .basic: .basic(Credentials(username: account.username, password: secret))
        case .digest: .digest(Credentials(username: account.username, password: secret))
        case .bearer: .bearer(BearerToken(secret))
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

    /// Where the same request goes now. Throws where it may not.
    func next(_ location: String, after request: DAVRequest, _ status: Int) throws -> RemoteURL {
        let here = request.url
        guard let target = target(of: location, from: here), here.scheme == "http" || target.scheme == "https" else {
            throw RemoteError(
                .badAnswer, scope: .account, retry: .later(nil),
                message: "\(here.host) redirects to what is no https URL (\(status))",
                hint: "log in to this network if it asks for that; else check the account's url")
        }
        let isTrusted = trusted.mayReceiveCredentials(target)
        let isForGood = status == 301 || status == 308
        guard isTrusted || isForGood else { throw stranger(target, status) }
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
        guard isTrusted else { throw foreign(target) }
        return target
    }

    /// An href may have a colon in its name, so ``RemoteURL/resolving(_:)`` takes other schemes for paths.
    private func target(of location: String, from here: RemoteURL) -> RemoteURL? {
        let scheme = location.firstRange(of: "://").map { location[..<$0.lowerBound].lowercased() } ?? ""
        let isOther = !scheme.isEmpty && scheme.allSatisfy { $0.isLetter || $0.isNumber || "+-.".contains($0) }
        return isOther && scheme != "http" && scheme != "https" ? nil : here.resolving(location)
    }

    private func withSlash(_ path: String) -> String { path.hasSuffix("/") ? path : path + "/" }

    func foreign(_ url: RemoteURL) -> RemoteError {
        RemoteError(
            .forbidden, scope: .account, retry: .whenSettingsChange,
            message: "\(root.host) sends us to \(url.authority), which may not be given the password",
            hint: "if that is right, write into the account: \(allowing(url))")
    }

    /// The line that lets the password go there too.
    private func allowing(_ url: RemoteURL) -> String {
        "allowed_hosts = [" + (account.allowedHosts + [url.host]).map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    }

    /// Where a redirect leads for now: most often the login page of a network.
    private func stranger(_ url: RemoteURL, _ status: Int) -> RemoteError {
        RemoteError(
            .forbidden, scope: .account, retry: .later(nil),
            message: "\(root.host) sends us to \(url.authority) (\(status)), which may not be given the password",
            hint: "log in to this network if it asks for that; "
                + "if the server is there now, write into the account: \(allowing(url))")
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

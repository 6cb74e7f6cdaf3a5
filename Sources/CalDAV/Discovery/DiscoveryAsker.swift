// SPDX-License-Identifier: Apache-2.0

internal import HTTPTransfer
internal import RemoteCalendars
internal import Synchronization

/// Sends the requests of a discovery, and tells of each hop.
struct DiscoveryAsker {
    let connection: DAVConnection
    private let exchanges: Exchanges
    private let tell: DiscoveryObserver

    init(_ connection: DAVConnection, _ observer: @escaping DiscoveryObserver) {
        let exchanges = Exchanges()
        var connection = connection
        connection.observer = { exchanges.append($0) }
        (self.connection, self.exchanges, tell) = (connection, exchanges, observer)
    }

    /// A PROPFIND of depth 0, wherever redirects lead.
    func describe(_ place: RemoteURL, _ body: [UInt8], _ reason: String?) async throws -> ResourceDescription {
        let request = DAVRequest.propfind(place, depth: 0, body)
        return try await observed(request, reason) {
            var responses: [DAVResponse] = []
            let sink = MultistatusSink { responses.append($0) }
            let answer = try await connection.send(request, into: sink)
            _ = try sink.finish(answer)
            let found = ResourceDescription(responses, answer.url)
            return (found, found.summary)
        }
    }

    /// Where a GET is sent on to; `nil`: nowhere. What stands there does not matter.
    func redirect(from place: RemoteURL) async throws -> RemoteURL? {
        let request = DAVRequest(method: "GET", url: place)
        return try await observed(request, "the same, as a browser asks") {
            let answer = try await connection.send(request)
            return answer.url == place ? (nil, "no redirect") : (answer.url, "the place to ask")
        }
    }

    /// One hop for each answer. `body`'s words, or its error's, are about the last.
    private func observed<Value>(
        _ request: DAVRequest, _ reason: String?, _ body: () async throws -> (Value, String)
    ) async throws -> Value {
        do {
            let (value, outcome) = try await body()
            report(request, reason, outcome)
            return value
        } catch let error as RemoteError {
            report(request, reason, error.description)
            throw error
        }
    }

    private func report(_ request: DAVRequest, _ reason: String?, _ outcome: String) {
        var (reason, next) = (reason, RemoteURL?.some(request.url))
        for exchange in exchanges.takeAll() {
            let target = exchange.location.map { exchange.url.resolving($0) }
            let words = exchange.location.map { "redirects to \(target??.text ?? $0)" } ?? outcome
            let step = DiscoveryHop.Step.request(method: exchange.method, url: exchange.url.text)
            tell(DiscoveryHop(step, reason: reason, status: exchange.status, outcome: words))
            (reason, next) = (nil, exchange.location == nil ? nil : (target ?? nil) ?? exchange.url)
        }
        // The last one was not answered, or not sent.
        if let next {
            tell(DiscoveryHop(.request(method: request.method, url: next.text), reason: reason, outcome: outcome))
        }
    }
}

private final class Exchanges: Sendable {
    private let all = Mutex<[DAVExchange]>([])
    func append(_ exchange: DAVExchange) { all.withLock { $0.append(exchange) } }
    func takeAll() -> [DAVExchange] {
        all.withLock { all in
            defer { all = [] }
            return all
        }
    }
}

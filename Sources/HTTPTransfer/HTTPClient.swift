// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Sends requests over libcurl: all of them on one multi handle on one thread of its own.
///
/// Nothing is remembered between requests but open connections, and where HTTP/2 fails: no cookies, no netrc, no proxy
/// from the environment, no redirects. A name server that never answers holds up only the requests to that host.
package final class HTTPClient: Sendable {
    package struct Options: Sendable {
        package var userAgent: String
        package var connectionsPerHost: Int
        package init(userAgent: String = "Almanac", connectionsPerHost: Int = 4) {
            self.userAgent = userAgent
            self.connectionsPerHost = connectionsPerHost
        }
    }

    private let loop: TransferLoop
    /// Origins where HTTP/2 went wrong once.
    private let withoutHTTP2 = Mutex<Set<String>>([])

    package init(_ options: Options = Options()) {
        loop = TransferLoop(options)
    }

    deinit { loop.stop() }

    /// One request and its answer, the body of at most `request.bodyLimit` bytes in memory. Cancelling the task ends
    /// the transfer.
    package func send(_ request: TransferRequest) async throws(TransferError) -> TransferResponse {
        try await exchange(request, nil)
    }

    /// The same, the body going into `sink` where it wants it.
    package func send(
        _ request: TransferRequest, into sink: some BodySink
    ) async throws(TransferError) -> TransferResponse {
        try await exchange(request, sink)
    }

    /// A network came up, or the machine woke up. Connections whose other end does not answer end within six seconds, and
    /// with them the requests that wait there; meanwhile new requests go over new connections, and names are looked up anew.
    package func networkChanged() { loop.networkChanged() }

    /// Has the thread come round; `done` is called on it, and never after ``shutdown()``.
    package func comeRound(_ done: @escaping @Sendable () -> Void) { loop.comeRound(done) }

    /// Ends every transfer with ``TransferError/Kind/cancelled``, and the thread. Never waits for the network or a name
    /// server.
    package func shutdown() { loop.stop() }

    private func exchange(
        _ request: TransferRequest, _ sink: (any BodySink)?
    ) async throws(TransferError) -> TransferResponse {
        try request.check()
        let origin = request.origin
        let isKnown = withoutHTTP2.withLock { $0.contains(origin) }
        let transfer = Transfer(request, isKnown ? .http1 : .http2OverTLS, sink: sink)
        let result = await run(transfer)
        guard case .failure(let error) = result, transfer.mightDoWithoutHTTP2 else { return try result.get() }
        if error.kind == .multiplexing { withoutHTTP2.withLock { _ = $0.insert(origin) } }
        guard request.isRepeatable || !error.requestMayHaveArrived, !transfer.hasBodyBegun else { throw error }
        let second = await run(Transfer(request, .http1, sink: sink))
        if case .success = second { withoutHTTP2.withLock { _ = $0.insert(origin) } }
        return try second.get()
    }

    private func run(_ transfer: Transfer) async -> Result<TransferResponse, TransferError> {
        await withTaskCancellationHandler {
            await withCheckedContinuation { loop.submit(transfer, $0) }
        } onCancel: {
            loop.cancel(transfer)
        }
    }
}

extension TransferRequest {
    /// Scheme, host and port, as they were written.
    fileprivate var origin: String {
        let afterScheme = url.firstRange(of: "://")?.upperBound ?? url.startIndex
        return url[..<afterScheme].lowercased() + url[afterScheme...].prefix { !"/?#".contains($0) }.lowercased()
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import CCurl
internal import Glibc
internal import Synchronization

/// The thread of an ``HTTPClient`` and what it owns.
///
/// `@unchecked Sendable`: `multi`, `running`, `sockets` and the times belong to the thread; from outside only `inbox` is touched, and
/// `curl_multi_wakeup`, which is thread-safe, is called under its lock, so never after the multi handle is gone.
final class TransferLoop: @unchecked Sendable {
    typealias Answer = CheckedContinuation<Result<TransferResponse, TransferError>, Never>

    private struct Inbox {
        var submitted: [(Transfer, Answer)] = []
        var cancelled: [Transfer] = []
        var hasNetworkChanged = false
        var rounds: [@Sendable () -> Void] = []
        var isStopping = false
        var isGone = false
        var thread: pthread_t?
    }

    private let inbox = Mutex(Inbox())
    private let multi: UnsafeMutableRawPointer
    private let userAgent: String
    private var running: [UnsafeMutableRawPointer: (transfer: Transfer, answer: Answer)] = [:]
    private let sockets = OpenSockets()
    private var networkChangedAt: ContinuousClock.Instant?
    /// Until when connections are asked whether anybody is there.
    private var probationEnd: ContinuousClock.Instant?

    init(_ options: HTTPClient.Options) {
        userAgent = options.userAgent
        curl_global_init(Int(CURL_GLOBAL_ALL))
        guard let multi = curl_multi_init() else { fatalError("libcurl cannot be started: out of memory") }
        self.multi = multi
        ccurl_multi_setopt_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, options.connectionsPerHost)
        ccurl_multi_setopt_long(multi, CURLMOPT_MAX_CONCURRENT_STREAMS, options.connectionsPerHost)
        start()
    }

    func submit(_ transfer: Transfer, _ answer: Answer) {
        let isAccepted = inbox.withLock { inbox in
            guard !inbox.isStopping else { return false }
            inbox.submitted.append((transfer, answer))
            curl_multi_wakeup(multi)
            return true
        }
        if !isAccepted { answer.resume(returning: .failure(TransferError(.cancelled, "shut down"))) }
    }

    /// May come before the transfer was submitted, and after it has ended.
    func cancel(_ transfer: Transfer) {
        transfer.isCancelled.store(true, ordering: .releasing)
        inbox.withLock { inbox in
            guard !inbox.isGone else { return }
            inbox.cancelled.append(transfer)
            curl_multi_wakeup(multi)
        }
    }

    func networkChanged() {
        inbox.withLock { inbox in
            guard !inbox.isGone else { return }
            inbox.hasNetworkChanged = true
            curl_multi_wakeup(multi)
        }
    }

    /// `done` is called on the thread, the next time that it takes orders.
    func comeRound(_ done: @escaping @Sendable () -> Void) {
        inbox.withLock { inbox in
            guard !inbox.isStopping else { return }
            inbox.rounds.append(done)
            curl_multi_wakeup(multi)
        }
    }

    /// Returns once the thread has ended, or ends, if it is called there.
    func stop() {
        let thread = inbox.withLock { inbox in
            if !inbox.isGone { curl_multi_wakeup(multi) }
            inbox.isStopping = true
            return inbox.thread.take()
        }
        guard let thread else { return }
        if pthread_equal(thread, pthread_self()) != 0 { pthread_detach(thread) } else { pthread_join(thread, nil) }
    }

    private func start() {
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<TransferLoop>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        guard failure == 0 else { fatalError("no thread for transfers: " + String(cString: strerror(failure))) }
        inbox.withLock { $0.thread = thread }
    }

    /// SIGPIPE in particular must stay away from this thread: with NOSIGNAL curl does not see to it itself. Faults of its own,
    /// and SIGPROF, by which the Swift runtime halts a thread, are left to reports of crashes.
    private func run() {
        var all = sigset_t()
        sigfillset(&all)
        for fault in [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGPROF] { sigdelset(&all, fault) }
        pthread_sigmask(SIG_BLOCK, &all, nil)
        var count: Int32 = 0
        while !inbox.withLock({ $0.isStopping }) {
            takeOrders()
            curl_multi_perform(multi, &count)
            collectEnded()
            curl_multi_poll(multi, nil, 0, probationEnd == nil ? 60_000 : 500, nil)
            endProbation()
        }
        close()
    }

    private func takeOrders() {
        let (submitted, cancelled, rounds, hasNetworkChanged) = inbox.withLock { inbox in
            defer {
                (inbox.submitted, inbox.cancelled, inbox.rounds) = ([], [], [])
                inbox.hasNetworkChanged = false
            }
            return (inbox.submitted, inbox.cancelled, inbox.rounds, inbox.hasNetworkChanged)
        }
        if hasNetworkChanged { beginProbation() }
        for done in rounds { done() }
        for (transfer, answer) in submitted { begin(transfer, answer) }
        for transfer in cancelled {
            guard let handle = transfer.handle, running[handle] != nil else { continue }
            end(handle, with: CURLE_ABORTED_BY_CALLBACK)
        }
    }

    private func beginProbation() {
        let now = ContinuousClock.now
        (networkChangedAt, probationEnd) = (now, now + OpenSockets.probation)
        sockets.probe(true)
    }

    private func endProbation() {
        guard let end = probationEnd, ContinuousClock.now >= end + .seconds(1) else { return }
        probationEnd = nil
        sockets.probe(false)
    }

    private func begin(_ transfer: Transfer, _ answer: Answer) {
        guard !transfer.isCancelled.load(ordering: .acquiring) else {
            return answer.resume(returning: .failure(TransferError(.cancelled, "cancelled")))
        }
        let sinceChange = networkChangedAt.map { ContinuousClock.now - $0 }
        guard let handle = transfer.prepare(userAgent: userAgent, sockets, sinceNetworkChange: sinceChange) else {
            return answer.resume(returning: .failure(TransferError(.malformedRequest, "curl refuses an option")))
        }
        running[handle] = (transfer, answer)
        if curl_multi_add_handle(multi, handle) != CURLM_OK { end(handle, with: CURLE_FAILED_INIT) }
    }

    private func collectEnded() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            end(handle, with: message.pointee.data.result)
        }
    }

    private func end(_ handle: UnsafeMutableRawPointer, with code: CURLcode) {
        guard let (transfer, answer) = running.removeValue(forKey: handle) else { return }
        let result = transfer.result(code)
        curl_multi_remove_handle(multi, handle)
        transfer.release()
        answer.resume(returning: result)
    }

    private func close() {
        let waiting = inbox.withLock { inbox in
            inbox.isGone = true
            defer { inbox.submitted = [] }
            return inbox.submitted
        }
        for (_, answer) in waiting { answer.resume(returning: .failure(TransferError(.cancelled, "shut down"))) }
        for handle in Array(running.keys) { end(handle, with: CURLE_ABORTED_BY_CALLBACK) }
        curl_multi_cleanup(multi)
    }
}

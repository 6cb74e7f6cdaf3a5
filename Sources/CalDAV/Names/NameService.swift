// SPDX-License-Identifier: Apache-2.0

internal import CResolv
internal import Glibc

/// Asks name servers for the records in which a domain names its calendar server (RFC 6764 §3 and §4).
///
/// Each question has a thread and a time limit of its own, so a name server that never answers holds up nobody else.
package struct NameService: Sendable {
    /// What came of one question.
    enum Answer: Sendable, Equatable {
        case records([UInt8])
        /// The domain says that there is none.
        case none
        /// In words for people.
        case failed(String)
    }

    enum Kind: Int32 {
        case text = 16
        case service = 33
    }

    /// Four numbers with dots, and a port; `nil`: the system's name servers.
    private let server: (address: String, port: UInt16)?
    private let limit: Duration

    package init(server: (address: String, port: UInt16)? = nil, limit: Duration = .seconds(5)) {
        self.server = server
        self.limit = limit
    }

    /// - Throws: only `CancellationError`.
    func ask(_ kind: Kind, of name: String) async throws -> Answer {
        let answer = await withTaskGroup(of: Answer.self) { group in
            group.addTask { await askAside(kind, of: name) }
            group.addTask { [limit] in
                try? await Task.sleep(for: limit)
                return .failed("the name server does not answer")
            }
            let first = await group.next() ?? .none
            group.cancelAll()
            return first
        }
        try Task.checkCancellation()
        return answer
    }

    /// On a thread that ends by itself, soon after the last try; who no longer waits does not hold it up.
    private func askAside(_ kind: Kind, of name: String) async -> Answer {
        let (answers, answer) = AsyncStream.makeStream(of: Answer.self)
        let isStarted = onOwnThread {
            answer.yield(askHere(kind, of: name))
            answer.finish()
        }
        guard isStarted else { return .failed("there are no more threads") }
        for await answer in answers { return answer }
        return .failed("nobody waited for the answer")
    }

    private func askHere(_ kind: Kind, of name: String) -> Answer {
        var state = cresolv_state()
        guard cresolv_init(&state) == 0 else { return .failed("/etc/resolv.conf cannot be used") }
        defer { cresolv_close(&state) }
        cresolv_set_patience(&state, 2, 2)
        if let server {
            var address = in_addr()
            guard inet_pton(AF_INET, server.address, &address) == 1 else { return .failed("no such name server") }
            cresolv_set_server(&state, address, server.port)
        }
        var bytes = [UInt8](repeating: 0, count: Self.longestAnswer)
        let count = cresolv_query(&state, name, kind.rawValue, &bytes, Int32(bytes.count))
        guard count >= 0 else {
            switch cresolv_error(&state) {
            case HOST_NOT_FOUND, NO_DATA: return .none
            default: return .failed("the name server does not answer, or cannot say")
            }
        }
        return .records(Array(bytes.prefix(Int(count))))
    }

    /// What a domain says of its calendars fits into one packet.
    private static let longestAnswer = 16 << 10
}

/// `false`: the system has no thread left, and `body` is not run.
private func onOwnThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    let work = Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let status = pthread_create(
        &thread, nil,
        { pointer in
            if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body() }
            return nil
        }, work.toOpaque())
    guard status == 0 else {
        work.release()
        return false
    }
    pthread_detach(thread)
    return true
}

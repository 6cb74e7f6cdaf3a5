// SPDX-License-Identifier: Apache-2.0

import Glibc

extension SecretSource {
    /// What the program prints. Its standard error goes nowhere: it may hold the secret, and ours goes to the journal.
    func runSecretCommand(
        _ arguments: [String], limit: Duration, hiding hidden: Set<String> = [], stopping: ProgramStop = ProgramStop()
    ) throws(SecretProblem) -> [UInt8] {
        let deadline = ContinuousClock.now + limit
        let program: SpawnedProgram
        switch SpawnedProgram.start(arguments, hiding: hidden, stopping: stopping) {
        case .success(let started): program = started
        case .failure(let failure): throw problem(failure.reason, next: failure.next)
        }
        switch program.output(until: deadline, limit: longestSecret) {
        case .ended(let bytes, 0): return bytes
        case .ended(_, let status):
            throw problem("failed with exit status \(status)", next: "run it by hand, as the user who runs almanacd")
        case .killedBy(let signal):
            throw problem("was ended by signal \(signal)", next: "run it by hand, as the user who runs almanacd")
        case .late:
            throw problem("took longer than \(limit.components.seconds) s", next: "it must not ask: nobody can answer")
        case .tooLong:
            throw problem("printed more than \(longestSecret) bytes", next: "it must print the password alone")
        }
    }

    /// As ``resolve(_:hiding:)``, but a command or a file, which may be on another machine, is waited for on a thread of its
    /// own, never on one of Swift's. A command is ended when nobody waits for it any more.
    package func resolveAside(
        _ environment: ProcessEnvironment = .current, hiding hidden: Set<String> = []
    ) async throws(SecretProblem) -> Secret {
        if case .variable = self { return try resolve(environment, hiding: hidden) }
        let (results, answer) = AsyncStream.makeStream(of: Result<Secret, SecretProblem>.self)
        let stopping = ProgramStop()
        answer.onTermination = { end in if case .cancelled = end { stopping.stop() } }
        let isStarted = onOwnThread {
            answer.yield(
                Result { () throws(SecretProblem) in
                    try resolve(environment, hiding: hidden, stopping: stopping)
                })
            answer.finish()
        }
        guard isStarted else {
            throw problem("cannot be had: there are no more threads", next: "see TasksMax= of the service")
        }
        for await result in results { return try result.get() }
        throw problem("was not waited for", next: "almanacd stops")
    }
}

/// `false`: the system has no thread left, and `body` is not run.
package func onOwnThread(_ body: @escaping @Sendable () -> Void) -> Bool {
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

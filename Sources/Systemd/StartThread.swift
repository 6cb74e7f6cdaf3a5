// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Runs it on a thread of its own.
///
/// - Returns: `false` when the system has no thread left; then `body` is not run.
package func startThread(_ body: sending @escaping () -> Void) -> Bool {
    final class Work {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
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

// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Work that blocks for long, on a thread of its own: those of Swift's pool are as few as the machine's cores, and every
/// other test waits for one.
package func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { done in
        Thread.detachNewThread { done.resume(with: Result { try body() }) }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A password. It prints as `<secret>` however it is printed, has no coding, and is wiped when the last copy goes.
package struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let storage: Storage

    package init(_ value: String) { storage = Storage(Array(value.utf8)) }

    init(bytes: some Collection<UInt8>) { storage = Storage(Array(bytes)) }

    /// The password itself: for the request that needs it, not to be kept.
    package func reveal() -> String { String(decoding: storage.bytes, as: UTF8.self) }

    package func isSame(as other: Self) -> Bool { storage.bytes.elementsEqual(other.storage.bytes) }

    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// `@unchecked`: the bytes are written once, before the object is shared, and wiped by its last owner.
    private final class Storage: @unchecked Sendable {
        let bytes: UnsafeMutableBufferPointer<UInt8>
        init(_ value: [UInt8]) {
            bytes = .allocate(capacity: value.count)
            _ = bytes.initialize(from: value)
        }
        deinit {
            if let start = bytes.baseAddress { explicit_bzero(start, bytes.count) }
            bytes.deallocate()
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A token of RFC 6750. No way of printing it shows it.
package struct BearerToken: Sendable {
    let value: String
    package init(_ value: String) { self.value = value }

    /// Visible ASCII: anything else could end the header line.
    var isSendable: Bool { !value.isEmpty && value.utf8.allSatisfy { (33...126).contains($0) } }
}

extension BearerToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<token>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

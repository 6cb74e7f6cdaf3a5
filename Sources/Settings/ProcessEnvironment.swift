// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The variables that a process was started with, and who runs it. Handed in, so that tests have their own.
package struct ProcessEnvironment: Sendable {
    package let userID: UInt32
    private let variable: @Sendable (String) -> String?

    /// This process's.
    package static let current = ProcessEnvironment(userID: geteuid()) { name in
        getenv(name).map { String(cString: $0) }
    }

    package init(_ variables: [String: String], userID: UInt32 = 1000) {
        self.init(userID: userID) { variables[$0] }
    }

    private init(userID: UInt32, variable: @escaping @Sendable (String) -> String?) {
        self.userID = userID
        self.variable = variable
    }

    /// `nil` also for an empty value.
    package subscript(name: String) -> String? { variable(name).flatMap { $0.isEmpty ? nil : $0 } }

    package var home: String? { absolutePath("HOME") }

    /// The XDG base directory specification has relative paths ignored.
    func absolutePath(_ name: String) -> String? { self[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }

    /// systemd joins several folders with colons.
    package func firstDirectory(_ name: String) -> String? {
        self[name]?.split(separator: ":").first.map(String.init)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A user name and a password. No way of printing it shows the password.
package struct Credentials: Sendable {
    package let username: String
    let password: String
    package init(username: String, password: String) {
        self.username = username
        self.password = password
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<credentials>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

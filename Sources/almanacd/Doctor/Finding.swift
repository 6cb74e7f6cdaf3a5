// SPDX-License-Identifier: Apache-2.0

/// What came of one check.
struct Finding: Encodable, Sendable, Equatable {
    enum Outcome: String, Encodable, Sendable {
        case ok
        /// Not looked at; ``Finding/seen`` says why.
        case skipped
        /// It works, or will by itself, and wants a look.
        case warning
        case failure
    }

    /// Which check: `permissions.database`. Programs may rely on it.
    var check: String
    /// The account that was looked at; absent where it is about none.
    var account: String?
    var title: String
    var outcome: Outcome
    var seen: String
    /// What follows from it; absent where that is plain.
    var meaning: String?
    /// What to do, one step each; a step that begins with `$ ` is a command.
    var remedy: [String] = []
}

/// One thing that is looked at; makes its findings.
struct Check: Sendable {
    let id: String
    let title: String
    var account: String?

    init(_ id: String, _ title: String, account: String? = nil) {
        (self.id, self.title, self.account) = (id, title, account)
    }

    func ok(_ seen: String) -> Finding { finding(.ok, seen, nil, []) }
    func skipped(_ reason: String) -> Finding { finding(.skipped, reason, nil, []) }

    func warning(_ seen: String, _ meaning: String? = nil, _ remedy: String...) -> Finding {
        finding(.warning, seen, meaning, remedy)
    }

    func failure(_ seen: String, _ meaning: String? = nil, _ remedy: String...) -> Finding {
        finding(.failure, seen, meaning, remedy)
    }

    /// A server may say what it likes.
    private func bounded(_ text: String) -> String { text.utf8.count > 2000 ? "\(text.prefix(500))…" : text }

    private func finding(
        _ outcome: Finding.Outcome, _ seen: String, _ meaning: String?, _ remedy: [String]
    ) -> Finding {
        Finding(
            check: id, account: account, title: title, outcome: outcome, seen: bounded(seen), meaning: meaning,
            remedy: remedy.filter { !$0.isEmpty })
    }
}

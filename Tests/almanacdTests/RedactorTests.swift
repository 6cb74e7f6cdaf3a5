// SPDX-License-Identifier: Apache-2.0

import Foundation
import RemoteCalendars
import Testing

@testable import almanacd

@Suite struct `What a server says` {
    private let password = "pä&ss \"w%rd\\1"

    private func encoded(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    private var forms: [String] {
        let unreserved = CharacterSet(
            charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
        let percent = password.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
        return [
            password, percent, percent.lowercased(), encoded("alice:\(password)"), encoded(password),
            encoded("x\(password)"), encoded("xy\(password)"), encoded("alice:\(password)").lowercased(),
            encoded("x\(password)yz"),
        ]
    }

    @Test func `loses the account's password in whatever form it comes back`() {
        let redactor = Redactor(username: "alice", password: password)
        for form in forms {
            let text = redactor("you sent <\(form)> to us")
            #expect(text.hasPrefix("you sent <") && text.hasSuffix("> to us") && text.contains("<secret>"), "\(text)")
            #expect(text.utf8.count < 40, "\(text)")
        }
    }

    @Test func `is else left as it is, also where a password is a word of every day`() {
        let text = "403: not allowed, alice — für heute"
        #expect(Redactor(username: "alice", password: password)(text) == text)
        #expect(Redactor(username: "alice", password: nil)(text) == text)
        #expect(Redactor(username: "alice", password: "not")(text) == text)
        #expect(Redactor(username: "alice", password: "not")("Basic \(encoded("alice:not"))") == "Basic <secret>")
    }

    @Test func `is cleaned in errors and in refusals`() {
        let redactor = Redactor(username: "alice", password: password)
        let error = redactor(
            RemoteError(
                .badAnswer, scope: .account, retry: .now, message: "a \(password)", hint: "b \(password)",
                evidence: "c \(password)"))
        #expect([error.message, error.hint, error.evidence] == ["a <secret>", "b <secret>", "c <secret>"])
        #expect(redactor(WriteOutcome.refused(password)) == .refused("<secret>"))
        #expect(redactor(WriteOutcome.busy(after: nil, password)) == .busy(after: nil, "<secret>"))
        #expect(redactor(CreationOutcome.refused(password)) == .refused("<secret>"))
        #expect(redactor(DeletionOutcome.tryLater(after: nil, password)) == .tryLater(after: nil, "<secret>"))
    }
}

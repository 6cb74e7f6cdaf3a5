// SPDX-License-Identifier: Apache-2.0

import CalDAV
import CalendarModel
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
            encoded("x\(password)yz"), encoded(password).replacing("+", with: "-").replacing("/", with: "_"),
            // JSON of Python, of others, and of PHP.
            #"p\u00e4&ss \"w%rd\\1"#, #"pä&ss \"w%rd\\1"#, #"p\u00E4\u0026ss \u0022w%rd\\1"#,
            // XML, HTML of several, and a link in it.
            "pä&amp;ss &quot;w%rd\\1", "p&#228;&amp;ss &#34;w%rd\\1", "p&#xE4;&#x26;ss&nbsp;&#034;w%rd\\1",
            "p%C3%A4&amp;ss+%22w%25rd%5C1",
            // Sub-delimiters left as they are (RFC 3986 §2.2), and a form.
            "p%C3%A4&ss%20%22w%25rd%5C1", "p%C3%A4%26ss+%22w%25rd%5C1",
        ]
    }

    @Test func `loses the account's password in whatever form it comes back`() {
        let redactor = Redactor(username: "alice", passwords: [password])
        for form in forms {
            let text = redactor("you sent <\(form)> to us")
            #expect(text.hasPrefix("you sent <") && text.hasSuffix("> to us") && text.contains("<secret>"), "\(text)")
            #expect(text.utf8.count < 40, "\(text)")
        }
    }

    @Test func `is else left as it is, also where a password is a word of every day`() {
        let text = "403: not allowed, alice — für heute"
        #expect(Redactor(username: "alice", passwords: [password])(text) == text)
        #expect(Redactor(username: "alice", passwords: [])(text) == text)
        #expect(Redactor(username: "alice", passwords: ["not"])(text) == text)
        #expect(Redactor(username: "alice", passwords: ["not"])("Basic \(encoded("alice:not"))") == "Basic <secret>")
    }

    @Test func `loses it in base64 of either alphabet, and escaped`() {
        let password = "ÿ~~>>??ÿ~~"
        let redactor = Redactor(username: "alice", passwords: [password])
        let plain = encoded(password)
        #expect(plain.contains("+") && plain.contains("/"))
        let address = plain.replacing("+", with: "-").replacing("/", with: "_")
        let percent = plain.replacing("+", with: "%2B").replacing("/", with: "%2f")
        for form in [plain, address, percent, plain.replacing("/", with: "\\/")] {
            #expect(redactor("x \(form)").hasPrefix("x <secret>"), "\(form): \(redactor(form))")
        }
        #expect(Redactor(username: "a", passwords: ["a/b/c/d"])(#"x a\/b\/c/d"#) == "x <secret>")
        #expect(Redactor(username: "a", passwords: ["&amp;x"])("x &amp;x &amp;amp;x") == "x <secret> <secret>")
    }

    @Test func `loses the password of before as well as the one of now`() {
        let redactor = Redactor(username: "alice", passwords: ["n3w-password", "0ld-password"])
        #expect(redactor("0ld-password, n3w-password") == "<secret>, <secret>")
        #expect(redactor(encoded("alice:0ld-password")) == "<secret>")
    }

    @Test func `keeps the names that people gave, where a password is like a word`() throws {
        func name(_ password: String, _ text: String) -> String {
            Redactor(username: "alice", passwords: [password]).name(text)
        }
        #expect(name("home", "Home") == "Home" && name("home", "home") == "home")
        #expect(name("holidays", "Holidays") == "Holidays" && name("holidays", "my holidays") == "my <secret>")
        #expect(name("holidays", encoded("alice:holidays")).hasPrefix("<secret>"))
        #expect(name("p&ss-word", "p&amp;ss-word and p%26ss-word") == "<secret> and <secret>")
        let calendar = RemoteCalendar(
            name: RemoteName(href: Href("/home/s3cr3t-pw/"), key: HrefKey("/home/s3cr3t-pw/")), displayName: "Home",
            color: "s3cr3t-pw", summary: "has s3cr3t-pw", owner: Href("/s3cr3t-pw/"))
        let redactor = Redactor(username: "alice", passwords: ["home", "s3cr3t-pw"])
        let named = try #require(redactor.names(of: [calendar]).first)
        #expect(named.name == calendar.name && named.displayName == "Home" && named.summary == "has <secret>")
        #expect(named.color == "<secret>" && named.owner == Href("/<secret>/"))
        let ours = redactor.names(of: [calendar], polledBy: Href("/s3cr3t-pw/"))
        #expect(ours.first?.owner == calendar.owner, "compared with ourselves, and not shown then")
        #expect(redactor.shown([calendar]).first?.name.href == Href("/home/<secret>/"))
        let home = RemoteHome(
            principal: Href("/s3cr3t-pw/"), homes: [Href("/home/"), Href("/s3cr3t-pw")], addresses: ["s3cr3t-pw@h"],
            refusedHomes: [Href("https://s3cr3t-pw/")])
        let shown = redactor.shown(Discovery(home: home, place: "https://h/s3cr3t-pw/"))
        #expect(!"\(shown)".contains("s3cr3t") && shown.home.homes == [Href("/home/"), Href("/<secret>")])
    }

    @Test func `is cleaned in errors and in refusals`() {
        let redactor = Redactor(username: "alice", passwords: [password])
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

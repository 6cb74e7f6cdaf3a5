// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Settings

private let canary = "cAn4ry-Zx81"

@Suite struct `A secret` {
    @Test func `prints as nothing, however it is printed`() {
        let secret = Secret(canary)
        var dumped = ""
        dump([secret], to: &dumped)
        dump((secret, Optional(secret)), to: &dumped)
        let printed = [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])", "\(["a": secret])",
            "\(Optional(secret) as Any)", String(describing: Mirror(reflecting: secret).children.map { $0 }), dumped,
        ]
        for text in printed { #expect(!text.contains(canary)) }
        #expect("\(secret)" == "<secret>")
        #expect(secret.reveal() == canary)
    }

    @Test func `cannot be encoded`() {
        let secret: Any = Secret(canary)
        #expect(!(secret is any Encodable))
        #expect(!(secret is any LosslessStringConvertible))
    }

    /// Who else holds a password as text has to be argued for here.
    @Test func `is revealed in few places`() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
        let files = try FileManager.default.subpathsOfDirectory(atPath: sources.path).filter { $0.hasSuffix(".swift") }
        let revealing = try files.filter { file in
            let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
            return text.contains(/\.reveal(All)?\b|func reveal\b/)
        }
        #expect(
            Set(revealing) == [
                "Settings/Secrets/Secret.swift",  // the only way
                "almanacd/Password.swift",  // for each request
                "almanacd/Assignments.swift",  // hands it to the server
                "almanacd/AuthenticatedServer.swift",  // to take it out of what the server says
                "almanacd/Discovering/DiscoveryCredentials.swift",  // `discover`
                "almanacd/Doctor/AccountExamination.swift",  // `doctor`
            ])
    }

    @Test(arguments: [
        "password = \"\(canary)\"", "password = \(canary)", "pasword = \(canary)",
        "password = { value = \"\(canary)\" }",
        "password = { credential = \"/\(canary)\" }", "password = { env = \"1\(canary)\" }", "password = \"\(canary)",
        "password = { command = \"\(canary)\" }", "password = { file = \"\(canary)\" }", "password = 12_\(canary)",
        "password = \"x\" \(canary)", "url = \"https://alice:\(canary)@dav.example.org/\"", "password = { \(canary) }",
        "password = { credential = \"a\", command = [\"\(canary)\"] }",
    ])
    func `is never in a message about the file`(_ line: String) throws {
        let text = "[[account]]\nname = \"work\"\nkind = \"caldav\"\nusername = \"alice\"\n\(line)\n"
        let found = problems(text)
        try #require(!found.isEmpty)
        for problem in found { #expect(!problem.contains(canary), "\(problem)") }
    }

    @Test func `is not in what a source says of itself`() {
        let source = SecretSource.command(["pass", canary])
        var dumped = ""
        dump(source, to: &dumped)
        for text in ["\(source)", String(reflecting: source), "\([source])", dumped] {
            #expect(!text.contains(canary), "\(text)")
        }
    }
}

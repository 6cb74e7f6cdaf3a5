// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

extension RealServer: CustomTestStringConvertible {
    public var testDescription: String { rawValue }
}

/// A calendar of alice's on a real server of its own, as another client and the server's administrator see it.
struct RemoteFolder: Sendable {
    let kind: RealServer
    let server: TestServer
    /// With a slash at both ends.
    let path: String
    /// What Almanac calls it.
    var name: String { path.split(separator: "/").last.map(String.init) ?? "" }

    /// A new, empty calendar.
    init(_ kind: RealServer, on server: TestServer, name: String = "team") throws {
        self.kind = kind
        self.server = server
        path = try server.makeCalendar(in: kind.home(), name: name)
    }

    /// On a server of its own.
    init(_ kind: RealServer, name: String = "team") async throws {
        try self.init(kind, on: try await kind.start(), name: name)
    }

    // MARK: As another client

    @discardableResult func put(_ file: String, _ text: String) throws -> PlainHTTP.Answer {
        let answer = try server.send("PUT", path + file, headers: ["Content-Type": "text/calendar"], body: text)
        guard (200..<300).contains(answer.status) else {
            throw Unexpected(message: "PUT \(path)\(file) was answered with \(answer.status): \(answer.text)")
        }
        return answer
    }

    /// `nil`: it is not there.
    func get(_ file: String) throws -> String? {
        let answer = try server.send("GET", path + file)
        guard answer.status != 404 else { return nil }
        guard answer.status == 200 else {
            throw Unexpected(message: "GET \(path)\(file) was answered with \(answer.status)")
        }
        return answer.text
    }

    func delete(_ file: String) throws {
        let answer = try server.send("DELETE", path + file)
        guard (200..<300).contains(answer.status) else {
            throw Unexpected(message: "DELETE \(path)\(file) was answered with \(answer.status)")
        }
    }

    /// What a PROPFIND lists, without the folder.
    func files() throws -> [String] {
        let answer = try server.send(
            "PROPFIND", path, headers: ["Depth": "1", "Content-Type": "text/xml"],
            body: #"<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>"#)
        guard answer.status == 207 else {
            throw Unexpected(message: "PROPFIND \(path) was answered with \(answer.status)")
        }
        return answer.text.matches(of: /href>([^<]*)<\//).map { String($0.1) }
            .filter { $0.hasPrefix(path) && $0 != path }.map { String($0.dropFirst(path.count)) }.sorted()
    }

    /// Every text, by its path on the server, as GET returns it.
    func texts() async throws -> [String: String] {
        try await onThread {
            var texts: [String: String] = [:]
            for file in try files() { texts[path + file] = try get(file) }
            return texts
        }
    }

    // MARK: As the administrator

    /// Puts the texts into the server's storage as they are, byte for byte; into that of Cyrus, whose files nobody else
    /// may write, by PUT.
    func store(_ texts: [(file: String, text: String)]) async throws {
        switch kind {
        case .radicale:
            try write(texts, into: server.dataDirectory + "/collections/collection-root" + path)
            try await warmUp()
        case .xandikos:
            let folder = server.dataDirectory + "/dav" + path
            try write(texts, into: folder)
            try await commit(texts.map(\.file), in: folder)
        case .cyrus: try await onThread { for (file, text) in texts { try put(file, text) } }
        }
    }

    private func write(_ texts: [(file: String, text: String)], into folder: String) throws {
        for (file, text) in texts { try text.write(toFile: folder + file, atomically: false, encoding: .utf8) }
    }

    /// Radicale reads what is new when it is asked the first time, which takes longer than a client waits.
    private func warmUp() async throws {
        let arguments = ["-sS", "-u", "alice:alice-pw", "-X", "PROPFIND", "-H", "Depth: 1", "-o", "/dev/null"]
        let result = try await run("/usr/bin/curl", arguments + [server.url + path.dropFirst()])
        guard result.status == 0 else { throw Unexpected(message: "curl: \(result.errors)") }
    }

    private func commit(_ files: [String], in folder: String) async throws {
        let script = """
            import sys
            from dulwich import porcelain
            folder, *files = sys.argv[1:]
            porcelain.add(folder, paths=[folder + file for file in files])
            author = b"Alice <alice@example.org>"
            porcelain.commit(folder, message=b"stored", author=author, committer=author)
            """
        let result = try await run(python("xandikos"), ["-c", script, folder] + files)
        guard result.status == 0 else { throw Unexpected(message: "dulwich: \(result.errors)") }
    }
}

/// The interpreter of a virtual environment that `scripts/servers/install` makes.
func python(_ name: String) -> String {
    let environment = ProcessInfo.processInfo.environment
    let home = environment["ALMANAC_TEST_HOME"] ?? (environment["HOME"] ?? "") + "/.cache/almanac-tests"
    return "\(home)/\(name)/bin/python"
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Synchronization

/// A real server on a free loopback port, started by a script of `scripts/servers` and stopped with the last reference.
///
/// Users `alice` (`alice-pw`) and `bob` (`bob-pw`). A missing installation is an error that says what to type.
package final class TestServer: Sendable {
    /// With a slash at its end.
    package let url: String
    /// Removed when the server stops.
    package let dataDirectory: String
    private let isStopped = Mutex(false)

    package static func radicale() async throws -> TestServer { try await TestServer("radicale-up") }

    package static func xandikos() async throws -> TestServer { try await TestServer("xandikos-up") }

    /// With `isScheduling` it delivers invitations between its users.
    package static func cyrus(isScheduling: Bool = false) async throws -> TestServer {
        try await TestServer("cyrus-up", ["CYRUS_SCHEDULING": isScheduling ? "on" : "off"])
    }

    /// Answers everything with a page, over TLS with a certificate of its own CA, `dataDirectory/ca.pem`.
    package static func tls(days: Int = 2, name: String = "") async throws -> TestServer {
        try await TestServer("tls-up", ["TLS_DAYS": String(days), "TLS_NAME": name])
    }

    /// Every way in which TLS can go wrong, each under a name of its own: see ``url(of:)`` and `tls_cases.py`.
    package static func tlsCases() async throws -> TestServer { try await TestServer("tls-cases-up") }

    /// A Radicale that believes the proxy in front of it who asks.
    package static func trustingRadicale() async throws -> TestServer {
        try await TestServer("radicale-up", ["RADICALE_AUTH": "http_x_remote_user"])
    }

    /// nginx in front of a server: TLS, HTTP/2 and a client's certificate required; without them on
    /// `dataDirectory/socket`.
    package static func nginx(before backend: TestServer) async throws -> TestServer {
        try await TestServer("nginx-up", ["BACKEND": backend.url])
    }

    /// Apache in front of ``trustingRadicale()``: Digest, and ETags marked with `-gzip`.
    package static func apache(before backend: TestServer) async throws -> TestServer {
        try await TestServer("apache-up", ["BACKEND": backend.url])
    }

    /// An HTTP proxy; `login` is a user and a password with a space between.
    package static func tinyproxy(login: String = "") async throws -> TestServer {
        try await TestServer("tinyproxy-up", ["TINYPROXY_LOGIN": login])
    }

    /// Answers that are too slow, too long or too deep, each below a path of its own: see `hostile.py`.
    package static func hostile() async throws -> TestServer { try await TestServer("hostile-up") }

    /// Of a ``tlsCases()``.
    package func url(of label: String) -> String { url.replacing("//good.", with: "//\(label).") }

    package var port: Int { url.split(separator: ":").last.flatMap { Int($0.prefix { $0 != "/" }) } ?? 0 }

    /// A text file of its data directory.
    package func file(_ name: String) throws -> String {
        try String(contentsOfFile: dataDirectory + "/" + name, encoding: .utf8)
    }

    private init(_ script: String, _ environment: [String: String] = [:]) async throws {
        for attempt in 1... {
            let directory = try temporaryDirectory()
            let port = String(try freePort())
            running.withLock { _ = $0.insert(directory) }
            let result = try await run(serversFolder + "/" + script, [port, directory], environment)
            if result.status == 0 {
                dataDirectory = directory
                url = result.output.trimmingCharacters(in: .whitespacesAndNewlines)
                return
            }
            halt(directory)
            // Somebody else may have taken the port in between.
            guard result.status == 3, attempt < 5 else { throw TestServerError(message: result.errors) }
        }
        throw TestServerError(message: "no free port")
    }

    deinit { stop() }

    package func stop() {
        let isFirst = isStopped.withLock { isStopped in
            defer { isStopped = true }
            return !isStopped
        }
        if isFirst { halt(dataDirectory) }
    }
}

/// `scripts/servers/proxy.py` in front of a server: counts requests and misbehaves on demand, as its head describes.
package final class TestProxy: Sendable {
    package let url: String
    private let control: String
    private let input: Int32
    private let child: pid_t

    package init(before upstream: String) throws {
        let (childInput, input) = try pipe()
        let (output, childOutput) = try pipe()
        let arguments = ["/usr/bin/env", "python3", serversFolder + "/proxy.py", upstream]
        child = try spawn(arguments, [:], input: childInput, output: childOutput, errors: 2)
        close(childInput)
        close(childOutput)
        defer { close(output) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256)
        while text.count(where: { $0 == 10 }) < 2 {
            let count = read(output, &buffer, buffer.count)
            guard count > 0 else { throw TestServerError(message: "proxy.py did not start") }
            text += buffer.prefix(count)
        }
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
        (url, control, self.input) = (String(lines[0]), String(lines[1]), input)
    }

    /// The proxy ends with its standard input.
    deinit {
        close(input)
        waitpid(child, nil, 0)
    }

    /// Requests per method since the start or the last ``reset()``.
    package func counts() throws -> [String: Int] {
        try JSONDecoder().decode([String: Int].self, from: Data(try order("GET", "counts").body))
    }

    package struct Entry: Decodable, Sendable {
        package let method: String
        package let path: String
        package let headers: [String: String]
        package let body: String
        /// `nil` while, or if, it was not answered.
        package let status: Int?
        /// The client's: requests with the same one came over one connection.
        package let port: Int
    }

    package func log() throws -> [Entry] {
        try JSONDecoder().decode([Entry].self, from: Data(try order("GET", "log").body))
    }

    package func reset() throws { _ = try order("POST", "reset") }

    /// A fault as JSON, such as `{"method": "PUT", "action": "withhold", "times": 1}`. Returns its number.
    @discardableResult package func add(fault: String) throws -> Int {
        let answer = try order("POST", "faults", Array(fault.utf8))
        return try JSONDecoder().decode([String: Int].self, from: Data(answer.body))["id"] ?? 0
    }

    package func removeFaults() throws { _ = try order("DELETE", "faults") }

    package func release() throws { _ = try order("POST", "release") }

    /// Returns once the fault has met a request.
    package func wait(forFault number: Int) async throws {
        let url = control + "faults/\(number)/wait"
        let answer = try await onThread { try PlainHTTP.send("GET", url) }
        guard answer.status == 200 else { throw TestServerError(message: "fault \(number) was never met") }
    }

    private func order(_ method: String, _ path: String, _ body: [UInt8]? = nil) throws -> PlainHTTP.Answer {
        let answer = try PlainHTTP.send(method, control + path, body: body)
        guard answer.status == 200 else { throw TestServerError(message: "proxy.py answered \(answer.status)") }
        return answer
    }
}

package struct TestServerError: Error, CustomStringConvertible {
    package let message: String
    package var description: String { message }
}

/// `scripts/servers` of this source tree.
package let serversFolder: String = {
    let here = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    let root = here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return root.appendingPathComponent("scripts/servers").path
}()

package func temporaryDirectory() throws -> String {
    let folder = FileManager.default.temporaryDirectory.path
    var template = Array("\(folder)/almanac-test-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw TestServerError(message: String(cString: strerror(errno))) }
    return String(cString: made)
}

/// Nobody listens there, and no other call gets it: below the range that the kernel gives to outgoing connections
/// (`ip_local_port_range`), so that nothing takes it before the server does.
package func freePort() throws -> UInt16 {
    for _ in 0..<1000 {
        let port = nextPort.withLock { next in
            next = next >= 31_999 ? 20_000 : next + 1
            return next
        }
        guard let (descriptor, _) = try? listeningSocket(port: port) else { continue }
        close(descriptor)
        return port
    }
    throw TestServerError(message: "no free port")
}

private let nextPort = Mutex(UInt16.random(in: 20_000..<32_000))

/// Data folders of servers that run; those that are left when the tests end are stopped then.
private let running: Mutex<Set<String>> = {
    atexit { for directory in running.withLock({ $0 }) { halt(directory) } }
    return Mutex([])
}()

/// Ends the process groups whose leaders stand in `pid`, which only `start_server` of the scripts writes, and removes
/// the folder.
private func halt(_ directory: String) {
    guard running.withLock({ $0.remove(directory) }) != nil else { return }
    let text = (try? String(contentsOfFile: directory + "/pid", encoding: .utf8)) ?? ""
    for pid in text.split(separator: "\n").compactMap({ pid_t($0) }) where pid > 1 {
        kill(-pid, SIGKILL)
    }
    try? FileManager.default.removeItem(atPath: directory)
}

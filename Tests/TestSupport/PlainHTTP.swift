// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// The other client: a request to a loopback server through a plain socket, independent of what is tested.
package enum PlainHTTP {
    package struct Answer: Sendable {
        package let status: Int
        /// Names in lower case.
        package let headers: [String: String]
        package let body: [UInt8]
        package var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// `url` is `http://127.0.0.1:PORT/PATH`. `user` gets the password `USER-pw`.
    package static func send(
        _ method: String, _ url: String, user: String? = nil, headers: [String: String] = [:], body: [UInt8]? = nil
    ) throws -> Answer {
        guard let parts = URLComponents(string: url), let port = parts.port else {
            throw TestServerError(message: "not a loopback URL: \(url)")
        }
        let slash = url.dropFirst("http://".count).firstIndex(of: "/")
        var lines = ["\(method) \(slash.map { String(url[$0...]) } ?? "/") HTTP/1.0", "Host: 127.0.0.1:\(port)"]
        if let user {
            lines.append("Authorization: Basic " + Data("\(user):\(user)-pw".utf8).base64EncodedString())
        }
        lines += headers.map { "\($0): \($1)" }
        lines.append("Content-Length: \(body?.count ?? 0)")
        let descriptor = try connectedSocket(to: UInt16(port))
        defer { close(descriptor) }
        try writeAll(descriptor, Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (body ?? []))
        return try answer(readToEnd(descriptor))
    }

    private static func answer(_ bytes: [UInt8]) throws -> Answer {
        let separator = Array("\r\n\r\n".utf8)
        guard let end = bytes.firstRange(of: separator) else {
            throw TestServerError(message: "no HTTP answer")
        }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(
                in: .whitespaces)
        }
        let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return Answer(status: status, headers: headers, body: Array(bytes[end.upperBound...]))
    }
}

extension TestServer {
    /// As another client of `user` would.
    @discardableResult package func send(
        _ method: String, _ path: String, user: String = "alice", headers: [String: String] = [:], body: String = ""
    ) throws -> PlainHTTP.Answer {
        try PlainHTTP.send(
            method, url + path.drop { $0 == "/" }, user: user, headers: headers, body: Array(body.utf8))
    }

    /// A new, empty calendar below `folder`; returns its path with a slash at its end.
    package func makeCalendar(in folder: String, name: String) throws -> String {
        let path = "\(folder)\(name)/"
        let answer = try send("MKCALENDAR", path)
        guard answer.status == 201 else {
            throw TestServerError(message: "MKCALENDAR \(path) was answered with \(answer.status)")
        }
        return path
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// A server that gives every client back what it sent as its login, wherever a server can put text.
enum CanaryServer {
    /// How it makes trouble.
    enum Trouble: String, CaseIterable, Sendable {
        /// Works, with a calendar that is called like the password; its list is refused with it.
        case echoesInNames
        /// 401, with the login in the challenge and the body.
        case refuses
        /// To another host, with the login in the query.
        case redirectsElsewhere
        /// To another path of its own, that holds the password.
        case movesForGood
        /// Answers nothing.
        case hangs
        /// 500 with the login in the body.
        case fails
        /// A web page, as in a hotel.
        case portal
        /// Asks for Digest, then refuses with its answer in the error.
        case asksForDigest
    }

    static func start(_ trouble: Trouble) throws -> ScriptedServer {
        try ScriptedServer { request in reply(trouble, request) }
    }

    /// What the client sent, as it came and, of Basic, what is in it.
    private static func login(_ request: ScriptedServer.Request) -> (header: String, password: String) {
        let header = request.headers["authorization"] ?? ""
        let decoded = header.split(separator: " ").last.flatMap { Data(base64Encoded: String($0)) }
        let pair = String(decoding: decoded ?? Data(), as: UTF8.self)
        return (header, pair.firstIndex(of: ":").map { String(pair[pair.index(after: $0)...]) } ?? header)
    }

    private static func reply(_ trouble: Trouble, _ request: ScriptedServer.Request) -> ScriptedServer.Reply {
        let (header, password) = login(request)
        let percent = password.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let everything = "you sent \(header), which is \(password) or \(percent)"
        let error =
            "<?xml version=\"1.0\"?><D:error xmlns:D=\"DAV:\"><D:no-\(percent.replacing("%", with: ""))/>"
            + "<D:responsedescription>\(xml(everything))</D:responsedescription></D:error>"
        switch trouble {
        case .echoesInNames: return works(request, everything, error)
        case .refuses:
            return .text(401, everything, ["WWW-Authenticate": "Basic realm=\"\(header)\""])
        case .redirectsElsewhere:
            return .text(
                302, everything, ["Location": "http://127.0.0.2:9/login?\(percent)&\(header.replacing(" ", with: "+"))"]
            )
        case .movesForGood:
            return .text(301, everything, ["Location": "/moved/\(percent)/\(header.replacing(" ", with: "/"))"])
        case .hangs: return .silence
        case .fails: return .text(500, everything)
        case .portal:
            return .text(200, "<!DOCTYPE html><html>\(everything)</html>", ["Content-Type": "text/html"])
        case .asksForDigest:
            guard header.hasPrefix("Digest") else {
                let challenge = #"Digest realm="r", nonce="n", qop="auth", algorithm=MD5"#
                return .text(401, everything, ["WWW-Authenticate": challenge])
            }
            return .text(403, error, ["Content-Type": "application/xml"])
        }
    }

    private static func works(
        _ request: ScriptedServer.Request, _ echo: String, _ error: String
    ) -> ScriptedServer.Reply {
        switch (request.method, request.path) {
        case ("PROPFIND", "/home/cal/"), ("REPORT", _), ("PUT", _):
            return .text(403, error, ["Content-Type": "application/xml"])
        case ("PROPFIND", "/home/"):
            return multistatus(
                response("/home/", "<D:resourcetype><D:collection/></D:resourcetype>")
                    + response(
                        "/home/cal/",
                        """
                        <D:resourcetype><D:collection/><C:calendar/></D:resourcetype>
                        <D:displayname>\(xml(echo))</D:displayname>
                        <C:calendar-description>\(xml(echo))</C:calendar-description>
                        """))
        case ("PROPFIND", _):
            return multistatus(
                response(
                    request.path,
                    """
                    <D:resourcetype><D:collection/></D:resourcetype>
                    <D:current-user-principal><D:href>/me/</D:href></D:current-user-principal>
                    <C:calendar-home-set><D:href>/home/</D:href></C:calendar-home-set>
                    """))
        default: return .text(200, "", ["DAV": "1, calendar-access", "Server": echo])
        }
    }

    private static func response(_ href: String, _ properties: String) -> String {
        """
        <D:response><D:href>\(href)</D:href><D:propstat><D:prop>\(properties)</D:prop>
        <D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>
        """
    }

    private static func multistatus(_ responses: String) -> ScriptedServer.Reply {
        .text(
            207,
            """
            <?xml version="1.0"?>
            <D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">\(responses)</D:multistatus>
            """, ["Content-Type": "application/xml"])
    }

    private static func xml(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    }
}

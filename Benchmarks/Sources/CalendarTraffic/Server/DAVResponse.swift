// SPDX-License-Identifier: Apache-2.0

/// One `response` of a multistatus: the asked properties that there are, and those that there are not (RFC 4918 §9.1).
struct DAVResponse: Sendable {
    let href: String
    /// The value as XML; `nil`: not defined here.
    let value: @Sendable (XMLName) -> String?

    func xml(asked: [XMLName]) -> String {
        var (found, missing) = ("", "")
        for name in asked {
            if let content = value(name) { found += name.element(content) } else { missing += name.element("") }
        }
        var text = "<D:response><D:href>\(escaped(href))</D:href>"
        if !found.isEmpty || missing.isEmpty { text += Self.propstat(found, "200 OK") }
        if !missing.isEmpty { text += Self.propstat(missing, "404 Not Found") }
        return text + "</D:response>\n"
    }

    /// The status of the member itself: evidence that it is gone (RFC 6578 §3.5).
    static func gone(_ href: String) -> String {
        "<D:response><D:href>\(escaped(href))</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>\n"
    }

    private static func propstat(_ properties: String, _ status: String) -> String {
        "<D:propstat><D:prop>\(properties)</D:prop><D:status>HTTP/1.1 \(status)</D:status></D:propstat>"
    }

    /// The whole document, piece by piece.
    static func multistatus(end: String = "", _ responses: @escaping HTTPAnswer.Pieces) -> HTTPAnswer {
        .multistatus { emit in
            try emit("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:multistatus\(XMLName.declarations)>\n")
            try responses(emit)
            try emit(end + "</D:multistatus>\n")
        }
    }

    static func error(_ status: Int, _ condition: XMLName) -> HTTPAnswer {
        .xml(
            status,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:error\(XMLName.declarations)>\(condition.element(""))</D:error>\n"
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

extension GeneratedCalendar {
    /// What the server answers to one calendar-multiget (RFC 4791 §7.9) of these texts.
    package static func multiget(_ texts: [[UInt8]]) throws -> [UInt8] {
        let answer = DAVResponse.multistatus { emit in
            for (index, text) in texts.enumerated() {
                let response = DAVResponse(href: ServerPath.href(of: "\(index).ics")) { name in
                    name == .dav("getetag")
                        ? escaped("\"\(index)\"") : escaped(String(decoding: text, as: UTF8.self))
                }
                try emit(response.xml(asked: [.dav("getetag"), .caldav("calendar-data")]))
            }
        }
        guard case .pieces(let pieces) = answer.body else { return [] }
        let collected = Collected()
        try pieces { collected.bytes += Array($0.utf8) }
        return collected.bytes
    }

    private final class Collected {
        var bytes: [UInt8] = []
    }

}

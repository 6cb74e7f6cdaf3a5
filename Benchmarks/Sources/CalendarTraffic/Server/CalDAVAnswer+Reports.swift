// SPDX-License-Identifier: Apache-2.0

import Foundation

extension CalDAVAnswer {
    func report(_ ledger: Ledger, _ count: inout TrafficCount) -> HTTPAnswer {
        guard let asked = DAVRequest(request.body) else { return .plain(400, "no report\n") }
        switch asked.root {
        case .dav("sync-collection"): return changes(asked, ledger)
        case .caldav("calendar-multiget"): return objects(asked, ledger, &count)
        case .caldav("calendar-query"): return query(asked, ledger)
        default: return DAVResponse.error(403, .dav("supported-report"))
        }
    }

    /// RFC 6578 §3.2; an empty token lists everything.
    private func changes(_ asked: DAVRequest, _ ledger: Ledger) -> HTTPAnswer {
        let end = "<D:sync-token>\(escaped(ledger.token))</D:sync-token>\n"
        guard let token = asked.syncToken, !token.isEmpty else {
            return DAVResponse.multistatus(end: end) { emit in
                try ledger.forEachObject { try emit(Self.member($0, ledger).xml(asked: asked.properties)) }
            }
        }
        guard let revision = ledger.revision(of: token) else {
            return DAVResponse.error(403, .dav("valid-sync-token"))
        }
        return DAVResponse.multistatus(end: end) { emit in
            for (name, object) in ledger.changes(after: revision) {
                let response = object.map { Self.member($0, ledger).xml(asked: asked.properties) }
                try emit(response ?? DAVResponse.gone(ServerPath.href(of: name)))
            }
        }
    }

    private func objects(_ asked: DAVRequest, _ ledger: Ledger, _ count: inout TrafficCount) -> HTTPAnswer {
        let found = asked.hrefs.map { href -> (href: String, object: StoredObject?) in
            guard case .object(let name)? = href.removingPercentEncoding.flatMap(ServerPath.init) else {
                return (href, nil)
            }
            return (href, ledger.object(name))
        }
        count.texts += found.count { $0.object != nil }
        return DAVResponse.multistatus { emit in
            for (href, object) in found {
                let response = object.map { Self.member($0, ledger).xml(asked: asked.properties) }
                try emit(response ?? DAVResponse.gone(href))
            }
        }
    }

    private func query(_ asked: DAVRequest, _ ledger: Ledger) -> HTTPAnswer {
        DAVResponse.multistatus { emit in
            let write = { (object: StoredObject) in try emit(Self.member(object, ledger).xml(asked: asked.properties)) }
            if let range = asked.range {
                try ledger.objects(touching: range).forEach(write)
            } else {
                try ledger.forEachObject(write)
            }
        }
    }

    static func member(_ object: StoredObject, _ ledger: Ledger) -> DAVResponse {
        let calendar = ledger.calendar
        return DAVResponse(href: ServerPath.href(of: object.name)) { name in
            switch name {
            case .dav("getetag"): escaped(object.etag)
            case .dav("resourcetype"): ""
            case .dav("getcontenttype"): "text/calendar; charset=utf-8; component=VEVENT"
            case .caldav("calendar-data"): escaped(String(decoding: object.text(in: calendar), as: UTF8.self))
            default: nil
            }
        }
    }
}

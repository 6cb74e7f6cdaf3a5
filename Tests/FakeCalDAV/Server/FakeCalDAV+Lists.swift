// SPDX-License-Identifier: Apache-2.0

import Foundation

extension FakeCalDAV.State {
    func propfind(_ request: FakeRequest, _ place: FakePlace) -> FakeAnswer {
        let wanted = request.properties
        if let calendar = place.calendar {
            guard let name = place.name else { return propfind(calendar, request) }
            guard let item = calendars[calendar]?.items[name] else { return FakeAnswer(404) }
            return .multistatus(found(request.path, chosen(itemProperties(item), wanted)), dialect)
        }
        switch request.path {
        case "/", "/.well-known/caldav":
            return .multistatus(found(request.path, chosen(accountProperties, wanted)), dialect)
        case dialect.principal:
            let addresses = "<href>mailto:alice@example.org</href><href>\(dialect.principal)</href>"
            let homes = dialect.homes.map { "<href>\(escaped($0))</href>" }.joined()
            let more = ["C:calendar-home-set": homes, "C:calendar-user-address-set": addresses]
            return .multistatus(
                found(request.path, chosen(accountProperties.merging(more) { $1 }, wanted)), dialect)
        case FakeCalDAV.home: return home(request)
        default: return FakeAnswer(404)
        }
    }

    private func home(_ request: FakeRequest) -> FakeAnswer {
        var text = found(request.path, chosen(accountProperties, request.properties))
        if request.depth == 1 {
            for path in calendars.keys.sorted() where path.hasPrefix(FakeCalDAV.home) {
                text += found(path, chosen(calendarProperties(path), request.properties))
            }
        }
        return .multistatus(text, dialect)
    }

    private func propfind(_ path: String, _ request: FakeRequest) -> FakeAnswer {
        var responses = [found(dialect.origin + path, chosen(calendarProperties(path), request.properties))]
        guard request.depth == 1 else { return .multistatus(responses[0], dialect) }
        for (name, item) in calendars[path]?.sortedItems ?? [] {
            responses += listed(path, name, chosen(itemProperties(item), request.properties))
        }
        responses += dialect.strangers.map { found($0, chosen(["getetag": "\"x\""], request.properties)) }
        if let limit = dialect.listingLimit, responses.count > limit + 1 {
            if dialect.listingForm == .asStatus { return .refused(507, "number-of-matches-within-limits") }
            responses = responses.prefix(limit + 1) + [response(path, 507)]
        }
        return .multistatus(responses.joined(), dialect)
    }

    /// Once, or twice.
    private func listed(_ path: String, _ name: String, _ properties: [(name: String, content: String?)]) -> [String] {
        let one = found(href(path, name), properties)
        return dialect.repeatsHrefs ? [one, one] : [one]
    }

    private func href(_ path: String, _ name: String) -> String {
        dialect.origin + path + dialect.spelling.spelled(name)
    }

    // MARK: reports

    func report(_ request: FakeRequest, _ path: String) -> FakeAnswer {
        switch request.report {
        case "sync-collection": changes(request, path)
        case "calendar-multiget": multiget(request, path)
        case "calendar-query": query(request, path)
        default: .refused(403, "supported-report")
        }
    }

    private func changes(_ request: FakeRequest, _ path: String) -> FakeAnswer {
        guard let calendar = calendars[path], dialect.versions == .tokenAndCtag || dialect.versions == .token else {
            return .refused(403, "supported-report")
        }
        var since = request.token.isEmpty ? 0 : Int(request.token.dropFirst()) ?? -1
        if !request.token.isEmpty, since < calendar.oldestToken || since > version {
            switch dialect.refusal {
            case .condition(let status): return .refused(status, "valid-sync-token")
            case .bare(let status): return FakeAnswer(status)
            case .silentInitial: since = 0
            }
        }
        var changes = calendar.changes(since: since)
        if since == 0 { changes.removeAll { $0.item == nil } }
        var token = calendar.token
        var text = dialect.listsItself ? found(dialect.origin + path, [(name: "getetag", content: "\"self\"")]) : ""
        if let size = dialect.pageSize, changes.count > size {
            if dialect.pageLimit == .asStatus { return .refused(507, "number-of-matches-within-limits") }
            changes = Array(changes.prefix(size))
            token = dialect.pageTokenStays ? request.token : "s\(changes.last?.version ?? 0)"
            text += response(dialect.origin + path, 507)
        }
        for (name, item, _) in changes {
            text +=
                (item.map { listed(path, name, chosen(itemProperties($0), ["getetag"])) }
                ?? [response(href(path, name), 404)]).joined()
        }
        text += dialect.strangers.map { found($0, [(name: "getetag", content: "\"x\"")]) }.joined()
        if dialect.givesTokenInReply { text += "<sync-token>\(token)</sync-token>" }
        return .multistatus(text, dialect)
    }

    private func multiget(_ request: FakeRequest, _ path: String) -> FakeAnswer {
        let hrefs = request.hrefs
        if let most = dialect.multigetMost, hrefs.count > most.count { return FakeAnswer(most.status) }
        let spelling = dialect.multigetSpelling ?? dialect.spelling
        var text = ""
        let names = hrefs.map { FakePlace($0, calendars).name ?? "" }
        for name in names where !dialect.omits.contains(name) {
            let shown = dialect.misnames[name] ?? name
            let href = dialect.emptiesHrefs ? "" : dialect.origin + path + spelling.spelled(shown)
            guard let item = calendars[path]?.items[name], !dialect.callsGone.contains(name) else {
                text += response(href, 404)
                continue
            }
            text += found(href, chosen(itemProperties(item, isText: true), request.properties))
        }
        text += dialect.strangers.map { found($0, [(name: "getetag", content: "\"x\"")]) }.joined()
        return .multistatus(text, dialect)
    }

    private func query(_ request: FakeRequest, _ path: String) -> FakeAnswer {
        var items = calendars[path]?.sortedItems ?? []
        if let range = request.timeRange {
            items.removeAll { $0.item.start < range.start || $0.item.start >= range.end }
        }
        if let uid = request.wantedText { items.removeAll { $0.item.uid != uid } }
        let isCut = dialect.queryLimit.map { items.count > $0 } ?? false
        if isCut, let limit = dialect.queryLimit { items = Array(items.prefix(limit)) }
        let text = items.map { found(href(path, $0.name), chosen(itemProperties($0.item), request.properties)) }
        return .multistatus(text.joined() + (isCut ? response(path, 507) : ""), dialect)
    }

    // MARK: properties

    private var accountProperties: [String: String] {
        [
            "resourcetype": "<collection/>",
            "current-user-principal": "<href>\(dialect.principal)</href>",
        ]
    }

    private func calendarProperties(_ path: String) -> [String: String] {
        guard let calendar = calendars[path] else { return [:] }
        let reports = ["sync-collection", "C:calendar-multiget", "C:calendar-query"]
            .filter { hasTokens || $0 != "sync-collection" }
        var properties = [
            "resourcetype": "<collection/><C:calendar/>",
            "displayname": escaped(calendar.displayName),
            "current-user-principal": "<href>\(dialect.principal)</href>",
            "current-user-privilege-set": "<privilege><all/></privilege>",
            "supported-report-set": reports.map {
                "<supported-report><report><\($0)/></report></supported-report>"
            }.joined(),
            "C:supported-calendar-component-set": "<C:comp name=\"VEVENT\"/>",
        ]
        if hasTokens { properties["sync-token"] = calendar.token }
        if dialect.versions == .tokenAndCtag || dialect.versions == .ctag { properties["CS:getctag"] = calendar.ctag }
        if let color = calendar.color { properties["A:calendar-color"] = color }
        if let order = calendar.order { properties["A:calendar-order"] = order }
        if let largest = dialect.largest { properties["C:max-resource-size"] = String(largest.bytes) }
        return properties
    }

    private var hasTokens: Bool { dialect.versions == .tokenAndCtag || dialect.versions == .token }

    private func itemProperties(_ item: FakeCalendar.Item, isText: Bool = false) -> [String: String] {
        let text = String(decoding: item.body, as: UTF8.self)
        var properties = ["resourcetype": "", "getcontenttype": "text/calendar; component=vevent"]
        properties["C:calendar-data"] = dialect.usesCDATA ? "<![CDATA[\(text)]]>" : escaped(text)
        if isText ? dialect.givesETagsWithTexts : dialect.givesETagsInLists { properties["getetag"] = item.etag }
        if dialect.givesScheduleTags { properties["C:schedule-tag"] = "\"tag-\(item.scheduleTag)\"" }
        return properties
    }

    /// What was asked for, found or not. Who asks for nothing gets what RFC 4918 §9.1 calls `allprop`.
    private func chosen(_ properties: [String: String], _ wanted: [String]?) -> [(name: String, content: String?)] {
        guard let wanted, !dialect.dropsBodies else {
            let plain = ["resourcetype", "displayname", "getetag", "getcontenttype"]
            return plain.compactMap { name in properties[name].map { (name, $0) } }
        }
        return wanted.map { name in
            let known = properties.keys.first { $0 == name || $0.hasSuffix(":" + name) } ?? name
            return (known, properties[known])
        }
    }
}

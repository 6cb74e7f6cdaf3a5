// SPDX-License-Identifier: Apache-2.0

package import RemoteCalendars
internal import CalendarModel

extension CalDAVServer {
    /// A PROPFIND of depth 1 per home set. A redirect to another path throws ``RemoteError/Kind/moved``.
    package func poll(_ home: RemoteHome) async throws -> HomePoll {
        let connection = try connection()
        var result = HomePoll(principal: nil, calendars: [])
        for place in home.homes {
            let part = try await poll(try url(of: place, connection), connection)
            result.principal = result.principal ?? part.principal
            let known = Set(result.calendars.map(\.name.key))
            result.calendars += part.calendars.filter { !known.contains($0.name.key) }
            guard result.calendars.count <= 10_000 else { throw tooLong(connection.root) }
        }
        return result
    }

    private func poll(_ home: RemoteURL, _ connection: DAVConnection) async throws -> HomePoll {
        var result = HomePoll(principal: nil, calendars: [])
        var (count, isCut, isGone) = (0, false, false)
        let scope = CollectionScope(home, account: connection.root)
        var seen: Set<HrefKey> = []
        let sink = MultistatusSink { response in
            count += 1
            isCut = isCut || response.status == 507
            if response.isGone, response.hrefs.contains(where: { scope.place(of: $0) == .itself }) { isGone = true }
            if result.principal == nil, let principal = response.found.text(of: .currentUserPrincipal) {
                result.principal = home.resolving(principal).map { principalName($0, connection) }
            }
            guard let calendar = calendar(response, home, connection), seen.insert(calendar.name.key).inserted
            else { return }
            guard result.calendars.count < 10_000 else {
                isCut = true
                return
            }
            result.calendars.append(calendar)
        }
        let request = DAVRequest.propfind(home, depth: 1, RequestBody.calendars, redirects: .samePath)
        let answer = try await connection.send(request, into: sink)
        _ = try sink.finish(answer)
        if isGone { throw notThere(home) }
        guard count > 0, !isCut else {
            throw RemoteError(
                .badAnswer, scope: .account, retry: .later(nil),
                message: "\(home.authority) does not give a complete list of its calendars")
        }
        return result
    }

    /// `nil` for what is not a calendar of ours: in- and outboxes, subscribed feeds, trash, plain folders.
    private func calendar(_ response: DAVResponse, _ home: RemoteURL, _ connection: DAVConnection) -> RemoteCalendar? {
        let found = response.found
        let others = DAVNames(.scheduleInbox, .scheduleOutbox, .subscribed, .notification, .deletedCalendar)
        guard found.marks.contains(.calendar), found.marks.isDisjoint(with: others), response.hrefs.count == 1,
            let url = String(trimming: response.hrefs[0]).flatMap(home.resolving),
            connection.trusted.mayReceiveCredentials(url)
        else { return nil }
        let components = found.allTexts(of: .componentSet).map { $0.uppercased() }
        let token = found.text(of: .syncToken).map { SyncToken($0) }
        return RemoteCalendar(
            name: RemoteName(href: Href(url.text), key: connection.trusted.key(of: url, isCollection: true)),
            displayName: found.text(of: .displayname), color: found.text(of: .calendarColor),
            order: found.text(of: .calendarOrder).flatMap { Double($0) }.flatMap { Int(exactly: $0.rounded()) },
            summary: found.text(of: .calendarDescription), syncToken: token, ctag: found.text(of: .getctag),
            supportsSyncCollection: supportsSync(found, token), components: components.isEmpty ? nil : components,
            isWritable: isWritable(found), maxResourceSize: found.text(of: .maxResourceSize).flatMap { Int($0) },
            owner: found.text(of: .owner).flatMap(home.resolving).map { principalName($0, connection) },
            resourceID: found.text(of: .resourceID))
    }

    /// A token without a list of reports is taken for support: the report itself will tell.
    private func supportsSync(_ found: DAVProperties, _ token: SyncToken?) -> Bool {
        found.marks.contains(.supportedReportSet) ? found.marks.contains(.syncCollection) : token != nil
    }

    private func isWritable(_ found: DAVProperties) -> Bool? {
        guard found.marks.contains(.currentUserPrivilegeSet) else { return nil }
        return !found.marks.isDisjoint(with: DAVNames(.all, .write, .writeContent, .bind))
    }
}

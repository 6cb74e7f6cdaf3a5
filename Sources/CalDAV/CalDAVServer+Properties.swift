// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
package import RemoteCalendars
internal import HTTPTransfer

extension CalDAVServer {
    /// PROPPATCH (RFC 4918 §9.2). A property that is refused takes the others down with it, so those go once more
    /// without it.
    package func update(_ properties: CalendarProperties, of calendar: Href) async throws -> PropertiesOutcome {
        let connection = try connection()
        let url = try url(of: calendar, connection)
        var (wanted, taken, refused) = (properties, CalendarProperties(), CalendarProperties())
        var reason = ""
        // Each round but the last refuses one at least.
        while !wanted.isEmpty {
            let answer = try await patch(wanted, of: url, connection)
            switch answer {
            case .tryLater where taken.isEmpty && refused.isEmpty: return answer
            case .tryLater: return .answered(taken: taken, refused: refused, reason: reason)
            case .answered(let newlyTaken, let newlyRefused, let why):
                taken = newlyTaken.over(taken)
                refused = newlyRefused.over(refused)
                if reason.isEmpty { reason = why }
                wanted = newlyRefused.isEmpty ? CalendarProperties() : wanted.without(newlyTaken).without(newlyRefused)
            }
        }
        return .answered(taken: taken, refused: refused, reason: reason)
    }

    private func patch(
        _ wanted: CalendarProperties, of url: RemoteURL, _ connection: DAVConnection
    ) async throws -> PropertiesOutcome {
        let none = CalendarProperties()
        var (refused, dependent, status, isGone) = (DAVNames(), DAVNames(), Int?.none, false)
        let sink = MultistatusSink { response in
            isGone = isGone || response.isGone
            refused.formUnion(response.refused)
            dependent.formUnion(response.dependent)
            status = status ?? response.refusal ?? response.status.flatMap { $0 < 300 ? nil : $0 }
        }
        let body = RequestBody.update(wanted)
        let answer = try await connection.send(.change("PROPPATCH", url, body), into: sink)
        switch answer.status {
        case 207: _ = try sink.finish(answer)
        case _ where isPlainSuccess(answer): return .answered(taken: wanted, refused: none, reason: "")
        case 423, 425, 429, 503:
            let delay = retryAfter(answer.response.headers, now: .current)
            return .tryLater(after: delay, "the server is busy (\(answer.status))")
        case 400, 403, 405, 409, 412, 415, 422, 501, 507:
            return .answered(
                taken: none, refused: wanted, reason: refusal(answer.status, DAVConditions(answer.body)))
        default: throw classify(answer)
        }
        // Xandikos says it inside the answer.
        if isGone { throw notThere(url) }
        guard let status = status ?? (dependent == DAVNames() ? nil : 424) else {
            return .answered(taken: wanted, refused: none, reason: "")
        }
        // A status without names speaks of all of them.
        let bad = wanted.among(refused).isEmpty ? wanted : wanted.among(refused)
        let rest = wanted.without(bad)
        return .answered(
            taken: rest.without(rest.among(dependent)), refused: bad, reason: refusal(status, DAVConditions([])))
    }
}

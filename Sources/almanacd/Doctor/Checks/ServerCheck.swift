// SPDX-License-Identifier: Apache-2.0

import CalDAV
import CalendarModel
import HTTPTransfer

/// What a server answers to somebody whom it does not know, and what time it is there.
struct ServerCheck {
    let account: String
    let reach: ServerReach

    private var check: Check { Check("server", "server", account: account) }

    /// More than servers and tokens put up with.
    private static let skew = Duration.seconds(300)

    /// - Returns: whether it answered, and what that says.
    func examine(_ client: HTTPClient, limit: Duration) async -> (answers: Bool, findings: [Finding]) {
        var request = reach.request
        (request.connectTimeout, request.totalTimeout, request.stallTimeout) = (limit, limit, limit)
        do {
            let response = try await client.send(request)
            let now = wallTime()
            return (true, [judge(response)] + [clock(response, now: now)].compactMap { $0 })
        } catch {
            let (message, hint) = explained(error, host: "\(reach.host):\(reach.port)")
            let next = hint.isEmpty ? "its administrator has to look; to wait longer: --timeout" : hint
            return (false, [check.failure(message, "Nothing syncs with it.", next)])
        }
    }

    /// It need not know us here: most answer with 401.
    func judge(_ response: TransferResponse) -> Finding {
        let software = response.header("Server").map { ", \($0)" } ?? ""
        let words = "\(reach.request.url) answers (\(response.status)\(software))"
        switch response.status {
        case 300..<400:
            return check.ok("\(words), and sends us to \(response.header("Location") ?? "nowhere")")
        case 407, 502...504:
            return check.warning(
                words, "A proxy stands before it that does not reach it, or the server is down.",
                "its administrator has to look; almanacd tries again by itself")
        case 500...:
            return check.warning(
                words, "Something is wrong there.", "its administrator has to look; almanacd tries again by itself")
        default: return check.ok(words)
        }
    }

    /// `nil`: the server does not say what time it is.
    func clock(_ response: TransferResponse, now: Instant) -> Finding? {
        let check = Check("clock", "clock", account: account)
        guard let date = response.header("Date").flatMap(httpDate) else { return nil }
        let difference = now - date
        let seconds = abs(difference.components.seconds)
        guard seconds > Self.skew.components.seconds else {
            return check.ok("it is \(seconds < 2 ? "that" : "within \(seconds) s") of the server")
        }
        return check.warning(
            "it is \(seconds) s \(difference < .zero ? "behind" : "ahead of") the server's",
            "Certificates and tokens may be refused, and edits get wrong times.", "$ timedatectl",
            "$ timedatectl set-ntp true")
    }
}

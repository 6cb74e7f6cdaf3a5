// SPDX-License-Identifier: Apache-2.0

import CalDAV
import CalendarModel
import HTTPTransfer

/// The handshake with a server, verified as the daemon verifies it.
struct TLSCheck {
    let account: String
    let reach: ServerReach

    private var check: Check { Check("tls", "TLS", account: account) }
    private var place: String { "\(reach.host):\(reach.port)" }

    /// Warned before, since a certificate that renews itself does so earlier.
    private static let soon = Duration.seconds(14 * 86_400)

    func finding(limit: Duration, now: Instant) async -> Finding {
        guard reach.isTLS else {
            return check.skipped(
                reach.request.unixSocket != nil
                    ? "the server is a socket of this machine"
                    : "\(place) is asked in plain HTTP, which everybody on the way can read")
        }
        var request = reach.request
        request.connectTimeout = limit
        let asked = request
        let handshake = await aside { shakeHands(asked) }
        switch handshake {
        case nil: return check.skipped("the system has no thread left")
        case .success(let seen): return judge(seen, now: now)
        case .failure(let error):
            guard error.kind == .certificate else { return judge(error, nil, now: now) }
            // What is wrong with it is seen without a look at who signed it; nothing is sent.
            let anyway = await aside { shakeHands(asked, isVerifying: false) }
            return judge(error, try? anyway?.get(), now: now)
        }
    }

    func judge(_ seen: TLSHandshake, now: Instant) -> Finding {
        let words = [
            "\(place) speaks \(seen.version ?? "TLS")", seen.address.map { "at \($0)" },
            seen.certificate.map { self.words($0, now) }, trust,
        ].compactMap { $0 }.joined(separator: "; ")
        guard let expires = seen.certificate?.expires, Instant(seconds: expires) - now < Self.soon else {
            return check.ok(words)
        }
        return check.warning(
            words, "From then on nothing syncs.",
            "its administrator has to renew it")
    }

    func judge(_ error: TransferError, _ seen: TLSHandshake?, now: Instant) -> Finding {
        let (message, hint) = explained(error, host: place)
        let shown = seen?.certificate.map { "; \(words($0, now))" } ?? ""
        let next = hint.isEmpty ? "its administrator has to look; to wait longer: --timeout" : hint
        return check.failure(message + shown, "Nothing is sent to it.", next)
    }

    private func words(_ certificate: ServerCertificate, _ now: Instant) -> String {
        let when =
            certificate.expires.map { expires in
                let left = expires - now.seconds
                let date = day(of: expires)
                return left < 0 ? "expired on \(date)" : "until \(date) (\(left / 86_400) days)"
            } ?? "until a date that cannot be read"
        return "certificate of \(certificate.subject), by \(certificate.issuer), \(when)"
    }

    private var trust: String? {
        switch (reach.request.caFile, reach.request.pinnedKey) {
        case (let file?, nil): "trusted by \(file)"
        case (nil, _?): "trusted by its fingerprint"
        case (let file?, _?): "trusted by \(file) and its fingerprint"
        case (nil, nil): nil
        }
    }
}

/// `2026-11-27`, in UTC.
private func day(of seconds: Int64) -> String {
    let date = Day(number: Int(seconds.flooredDivision(by: 86_400))).civil
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(date.year)-\(two(date.month))-\(two(date.day))"
}

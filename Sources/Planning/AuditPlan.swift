// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// One calendar, as far as its audit goes.
package struct AuditCandidate: Hashable, Sendable {
    package var calendar: CalendarID
    /// The last time that everything was listed; `nil`: not yet, so the first sync comes first.
    package var listedAt: Instant?
    /// Rows with a base.
    package var objects: Int
    package init(calendar: CalendarID, listedAt: Instant?, objects: Int) {
        self.calendar = calendar
        self.listedAt = listedAt
        self.objects = objects
    }
}

/// How long sync tokens are believed before a listing is held against them: a server's log may have been pruned, and
/// SOGo, Stalwart and others take any token and leave things out.
package func auditPeriod(objects: Int) -> Duration { .seconds(objects > 5000 ? 7 * 86_400 : 86_400) }

/// The calendar to audit in this run: the one that is most overdue. One per run, so that they spread over time.
package func planAudit(_ candidates: [AuditCandidate], now: Instant) -> CalendarID? {
    let overdue = candidates.compactMap { candidate -> (CalendarID, Duration)? in
        guard let listed = candidate.listedAt else { return nil }
        let late = timePassed(since: listed, at: now) - auditPeriod(objects: candidate.objects)
        return late >= .zero ? (candidate.calendar, late) : nil
    }
    return overdue.max { ($0.1, $1.0) < ($1.1, $0.0) }?.0
}

/// Whether an answer to "what changed?" may be one to "what is there?": servers answer so to a token that they no longer
/// know, and then no deletion is in it.
package func looksInitial(entries: Int, deletions: Int, known: Int) -> Bool {
    deletions == 0 && known > 0 && entries >= max(3, known)
}

/// Which rows' texts an audit fetches again, since an ETag can stay the same through a change (SOGo counts versions, Google
/// forgets): every hundredth, from one to fifty of them.
package func auditSampling(objects: Int, random: UInt64) -> (start: Int, stride: Int)? {
    guard objects > 0 else { return nil }
    let stride = max(1, objects / min(max(1, objects / 100), 50))
    return (Int(random % UInt64(stride)), stride)
}

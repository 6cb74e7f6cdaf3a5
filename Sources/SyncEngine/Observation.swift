// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import ICalendar
import Planning
import RemoteCalendars

/// A fetched text with what it means, made before the transaction that applies it.
struct Observation: Sendable {
    enum Verdict: Sendable {
        case object(DerivedObject)
        case unreadable(HrefKey, String)
        case notFound
        case failed(String)
    }
    let key: HrefKey
    let verdict: Verdict
    let body: [UInt8]
    let etag: ETag?
    let scheduleTag: String?

    init(_ fetched: FetchedObject, window: DeriveWindow) {
        key = fetched.key
        switch fetched.outcome {
        case .found(let body, let etag, let scheduleTag):
            (self.body, self.etag, self.scheduleTag) = (body, etag, scheduleTag)
            switch derive(body, window: window) {
            case .object(let derived): verdict = .object(derived)
            case .unreadable(let reason, let title, let start):
                let what = [title.map { "“\($0)”" }, start.map { "on \($0.dayText)" }].compactMap { $0 }
                let subject = what.isEmpty ? "" : what.joined(separator: " ") + ": "
                verdict = .unreadable(fetched.key, subject + reason)
            }
        case .notFound: (verdict, body, etag, scheduleTag) = (.notFound, [], nil, nil)
        case .failed(let reason): (verdict, body, etag, scheduleTag) = (.failed(reason), [], nil, nil)
        }
    }
}

extension CalendarTime {
    fileprivate var dayText: String {
        let (year, month, day) = self.day.civil
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(month))-\(two(day))"
    }
}

/// What applying needs beside the text; fixed before the transaction begins.
struct ObservationContext: Sendable {
    var calendar: CalendarID
    var run: RunID
    var now: Instant
    var random: UInt64
    var policy: ConflictPolicy
    /// A fresh name, should our chosen href turn out to be somebody else's.
    var renamed: RemoteName
}

extension ObservationContext {
    /// A fresh name for one of several objects of the same transaction.
    func renamed(for object: ObjectID) -> RemoteName {
        func inserting(_ text: String) -> String {
            guard let dot = text.lastIndex(of: "."), !text[dot...].contains("/") else { return text + "-\(object)" }
            return text[..<dot] + "-\(object)" + text[dot...]
        }
        return RemoteName(
            href: Href(inserting(renamed.href.rawValue)), key: HrefKey(inserting(renamed.key.rawValue)))
    }
}

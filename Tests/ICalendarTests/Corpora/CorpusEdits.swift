// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar

/// One edit that is tried on every object of the corpora that may be edited. A new one is one more entry in ``all``.
struct CorpusEdit: Sendable {
    let name: String
    /// The names that it may change, in the edited component or in overrides that said the same: of a property, or `BEGIN:X` for
    /// components in it, for time zones (`BEGIN:VTIMEZONE`) and for new components (`BEGIN:VEVENT`). DTSTAMP, LAST-MODIFIED
    /// and SEQUENCE may always change, and are checked for all.
    let touches: Set<String>
    /// How the reasons begin for which it may be refused.
    var refusals: Set<String> = []
    /// It changes the event, so that DTSTAMP and LAST-MODIFIED say when.
    var isStamped = true
    /// The edited text; `nil`: the edit means nothing for this object.
    let edited: @Sendable (CorpusObject, DerivedObject) throws(ICalendarError) -> [UInt8]?
    /// What Python's `icalendar` has to read under these names in the master, or in the only event, `before` being what it read
    /// there. The names are those of ``OracleAnswer/Component/values(_:)``; what is not named is not looked at, but may
    /// differ only where `touches` says so.
    let reads: @Sendable (_ before: OracleAnswer.Component) -> [String: [String]]

    init(
        name: String, touches: Set<String>, refusals: Set<String> = [],
        edited: @escaping @Sendable (CorpusObject, DerivedObject) throws(ICalendarError) -> [UInt8]?,
        reads: @escaping @Sendable (_ before: OracleAnswer.Component) -> [String: [String]], isStamped: Bool = true
    ) {
        (self.name, self.touches, self.refusals, self.isStamped) = (name, touches, refusals, isStamped)
        (self.edited, self.reads) = (edited, reads)
    }

    /// An edit of the whole event.
    init(
        name: String, touches: Set<String>, refusals: Set<String> = [],
        patch: @escaping @Sendable (DerivedObject) -> EventPatch?,
        reads: @escaping @Sendable (_ before: OracleAnswer.Component) -> [String: [String]]
    ) {
        self.init(
            name: name, touches: touches, refusals: refusals,
            edited: { object, derived throws(ICalendarError) in
                guard let patch = patch(derived) else { return nil }
                return try patched(object.bytes, with: patch, now: corpusNow)
            }, reads: reads)
    }
}

extension CorpusEdit {
    static let all: [CorpusEdit] = texts + details + times

    private static let texts: [CorpusEdit] = [
        text("SUMMARY", oddText) { $0.title = $1 },
        text("SUMMARY", nil) { $0.title = $1 },
        text("DESCRIPTION", oddText + "\n\n" + oddText, copies: htmlCopies) { $0.description = $1 },
        text("DESCRIPTION", nil, copies: htmlCopies) { $0.description = $1 },
        text("LOCATION", oddText) { $0.location = $1 },
        text("LOCATION", nil) { $0.location = $1 },
        text("URL", "https://example.org/a?b=c,d;e=%20#f") { $0.url = $1 },
        text("STATUS", "tentative", read: "TENTATIVE") { $0.status = $1 },
        text("STATUS", "cancelled", read: "CANCELLED") { $0.status = $1 },
        CorpusEdit(
            name: "four fields at once", touches: htmlCopies.union(["SUMMARY", "LOCATION", "STATUS", "DESCRIPTION"]),
            patch: { _ in
                var patch = EventPatch()
                (patch.title, patch.location) = (.set("one"), .set("two"))
                (patch.description, patch.status) = (.set("three"), .set("confirmed"))
                return patch
            },
            reads: { _ in
                [
                    "SUMMARY": ["one"], "LOCATION": ["two"], "DESCRIPTION": ["three"], "STATUS": ["CONFIRMED"],
                    "X-ALT-DESC": [], "STYLED-DESCRIPTION": [],
                ]
            }),
    ]

    /// Everything that has to be escaped, or could be cut in the wrong place.
    private static let oddText =
        "Größe, \\Maß; \"x\": <y> \\n 🎉 \u{301}\u{202E} 'z'\n\t" + String(repeating: "ö€", count: 40)
    /// They say what DESCRIPTION says, and go with it.
    private static let htmlCopies: Set<String> = ["X-ALT-DESC", "STYLED-DESCRIPTION"]

    private static func text(
        _ property: String, _ value: String?, read: String? = nil, copies: Set<String> = [],
        set: @escaping @Sendable (inout EventPatch, FieldEdit<String>) -> Void
    ) -> CorpusEdit {
        CorpusEdit(
            name: property + (value == nil ? " goes" : " becomes “\(value?.prefix(12) ?? "")”"),
            touches: copies.union([property]),
            patch: { _ in
                var patch = EventPatch()
                set(&patch, value.map { .set($0) } ?? .clear)
                return patch
            },
            reads: { before in
                var reads = [property: (read ?? value).map { [$0] } ?? []]
                for copy in copies { reads[copy] = [] }
                return reads
            })
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The preconditions named by a `DAV:error` body (RFC 4918 §16), by their local names.
struct DAVConditions: Equatable {
    private(set) var names: [String] = []
    /// The first href inside, as in `no-uid-conflict` (RFC 4791 §5.3.2.1).
    private(set) var href: String?

    /// Empty when the body is something else or broken.
    init(_ body: [UInt8]) {
        guard body.first(where: { $0 > 32 }) == UInt8(ascii: "<") || body.starts(with: [0xEF, 0xBB, 0xBF]) else {
            return
        }
        let reader = ConditionReader()
        body.withUnsafeBytes { reader.feed($0) }
        reader.finish()
        guard reader.problem == nil else { return }
        (names, href) = (reader.names, reader.href)
    }

    func contains(_ name: String) -> Bool { names.contains(name) }

    /// The first that a standard defines, for people. A server may write anything else there, and what is written ends up
    /// in the journal.
    var known: String? { names.first(where: knownConditions.contains) }
}

/// RFC 4918 §16, RFC 3744 §7.1.1, RFC 3253 §3.6, RFC 4331 §6, RFC 5689 §3.3, RFC 6578 §3.2, RFC 4791 §1.3,
/// RFC 6638 §3.2.4.
private let knownConditions: Set<String> = [
    "lock-token-matches-request-uri", "lock-token-submitted", "no-conflicting-lock", "no-external-entities",
    "preserved-live-properties", "propfind-finite-depth", "cannot-modify-protected-property", "need-privileges",
    "number-of-matches-within-limits", "supported-report", "resource-must-be-null", "quota-not-exceeded",
    "sufficient-disk-space", "valid-resourcetype", "valid-sync-token", "calendar-collection-location-ok",
    "initialize-calendar-collection", "max-attendees-per-instance", "max-date-time", "max-instances",
    "max-resource-size", "min-date-time", "no-uid-conflict", "supported-calendar-component",
    "supported-calendar-data", "supported-collation", "supported-filter", "valid-calendar-data",
    "valid-calendar-object-resource", "valid-filter", "valid-timezone", "allowed-attendee-scheduling-object-change",
    "allowed-organizer-scheduling-object-change", "default-calendar-needed", "same-organizer-in-all-components",
    "unique-scheduling-object-resource", "valid-schedule-default-calendar-URL",
]

private final class ConditionReader: XMLPushParser {
    private(set) var names: [String] = []
    private(set) var href: String?
    private var isHref = false

    override func start(_ name: UnsafeBufferPointer<UInt8>, _ attributes: XMLAttributes, depth: Int) -> Int {
        let text = String(decoding: name, as: UTF8.self)
        if depth == 1, text != "DAV:|error" { refuse("not a DAV:error") }
        if depth == 2, names.count < 16 {
            names.append(String(text[(text.lastIndex(of: "|").map(text.index(after:)) ?? text.startIndex)...]))
        }
        isHref = depth > 2 && text == "DAV:|href"
        return isHref ? MultistatusReader.hrefLimit : 0
    }

    override func end(text: UnsafeBufferPointer<UInt8>, isCut: Bool, depth: Int) {
        if isHref, href == nil, !isCut { href = String(trimming: Array(text)) }
        isHref = false
    }
}

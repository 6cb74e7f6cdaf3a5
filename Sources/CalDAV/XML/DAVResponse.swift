// SPDX-License-Identifier: Apache-2.0

/// One `response` of a multistatus (RFC 4918 §14.24).
struct DAVResponse {
    /// Usually one.
    var hrefs: [[UInt8]] = []
    /// Of the resource itself, a direct child; never that of a property.
    var status: Int?
    /// What the server found, of all its `propstat`s with a 2xx status or none.
    var found = DAVProperties()
    /// The properties of its other `propstat`s: those that failed by themselves, with the first status of these, and
    /// those that only failed with them (424).
    var refused = DAVNames()
    var refusal: Int?
    var dependent = DAVNames()

    mutating func add(_ propstat: DAVProperties, status: Int) {
        switch status {
        case 200..<300: found.merge(propstat)
        case 424: dependent.formUnion(propstat.marks)
        default:
            refused.formUnion(propstat.marks)
            refusal = refusal ?? status
        }
    }

    /// The server says so of the resource itself; of a property it would mean nothing.
    var isGone: Bool { status == 404 || status == 410 }
}

/// Properties with text, in any order, and names that say something by being there.
struct DAVProperties {
    private(set) var texts: [(name: DAVName, bytes: [UInt8])] = []
    /// Properties that are there, types of resource, privileges, reports.
    var marks = DAVNames()
    /// The calendar data is above the limit of one object, and left out.
    var isDataCut = false

    mutating func append(_ name: DAVName, _ bytes: [UInt8]) { texts.append((name, bytes)) }

    mutating func merge(_ other: DAVProperties) {
        texts.append(contentsOf: other.texts)
        marks.formUnion(other.marks)
        isDataCut = isDataCut || other.isDataCut
    }

    mutating func removeAll() {
        texts.removeAll(keepingCapacity: true)
        (marks, isDataCut) = (DAVNames(), false)
    }

    func bytes(of name: DAVName) -> [UInt8]? { texts.first { $0.name == name }?.bytes }

    /// Without white space around it; `nil` when there is nothing else.
    func text(of name: DAVName) -> String? {
        bytes(of: name).flatMap { String(trimming: $0) }
    }

    func allTexts(of name: DAVName) -> [String] {
        texts.lazy.filter { $0.name == name }.compactMap { String(trimming: $0.bytes) }
    }
}

extension String {
    /// `nil` when nothing but white space is there.
    init?(trimming bytes: [UInt8]) {
        let isSpace: (UInt8) -> Bool = { $0 <= 32 }
        guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return nil }
        self = String(decoding: bytes[first...last], as: UTF8.self)
    }
}

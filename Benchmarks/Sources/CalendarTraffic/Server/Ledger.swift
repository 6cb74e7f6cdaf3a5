// SPDX-License-Identifier: Apache-2.0

/// What has happened to the calendar since it was generated; grows with the changes, not with the calendar.
struct Ledger: Sendable {
    enum Entry: Sendable {
        /// The generated text, changed so often.
        case generated(index: Int, edits: Int)
        case uploaded([UInt8])
        case deleted
    }

    let calendar: GeneratedCalendar
    /// Grows by one with each change; the sync token names it.
    private(set) var revision = 0
    private var changes: [String: (entry: Entry, revision: Int)] = [:]
    private var nextToChange = 0

    init(_ calendar: GeneratedCalendar) { self.calendar = calendar }

    var token: String { "http://calendar-traffic.invalid/sync/\(revision)" }

    /// `nil` for a token that was never handed out.
    func revision(of token: String) -> Int? {
        guard token.hasPrefix("http://calendar-traffic.invalid/sync/"), let slash = token.lastIndex(of: "/"),
            let known = Int(token[token.index(after: slash)...]), (0...revision).contains(known)
        else { return nil }
        return known
    }

    /// `nil`: no such object, or deleted.
    func object(_ name: String) -> StoredObject? {
        if let change = changes[name] { return StoredObject(name: name, change.entry, revision: change.revision) }
        guard let index = calendar.index(of: name) else { return nil }
        return StoredObject(name: name, .generated(index: index, edits: 0), revision: 0)
    }

    /// Every object, in no order that a client may rely on.
    func forEachObject(_ body: (StoredObject) throws -> Void) rethrows {
        for index in 0..<calendar.count {
            if let object = object(calendar.name(of: index)) { try body(object) }
        }
        for object in uploads() { try body(object) }
    }

    private func uploads() -> [StoredObject] {
        changes.keys.filter { calendar.index(of: $0) == nil }.sorted().compactMap { object($0) }
    }

    /// Names changed after `revision`; `nil` as object: deleted.
    func changes(after revision: Int) -> [(name: String, object: StoredObject?)] {
        changes.filter { $0.value.revision > revision }.keys.sorted().map { ($0, object($0)) }
    }

    /// Objects that may have an instance in the range. Uploaded ones always: nobody reads their dates here.
    func objects(touching range: Range<Int>) -> [StoredObject] {
        calendar.indices(touching: range).compactMap { object(calendar.name(of: $0)) } + uploads()
    }

    mutating func record(_ entry: Entry, under name: String) {
        revision += 1
        changes[name] = (entry, revision)
    }

    /// Changes the next `count` generated objects that still are, spread over the whole calendar.
    mutating func edit(_ count: Int) {
        guard calendar.count > 0 else { return }
        // 7919 is prime: every object gets its turn, unless the calendar's size is a multiple of it.
        for _ in 0..<count {
            let name = calendar.name(of: nextToChange)
            nextToChange = (nextToChange + 7919) % calendar.count
            if case .generated(let index, let edits) = object(name)?.entry {
                record(.generated(index: index, edits: edits + 1), under: name)
            }
        }
    }
}

/// An object that is there.
struct StoredObject: Sendable {
    let name: String
    let entry: Ledger.Entry
    let revision: Int

    init?(name: String, _ entry: Ledger.Entry, revision: Int) {
        if case .deleted = entry { return nil }
        self.name = name
        self.entry = entry
        self.revision = revision
    }

    /// Strong, with its quotes.
    var etag: String {
        switch entry {
        case .generated(let index, let edits): "\"g\(index)-\(edits)\""
        case .uploaded, .deleted: "\"u\(revision)\""
        }
    }

    func text(in calendar: GeneratedCalendar) -> [UInt8] {
        switch entry {
        case .generated(let index, let edits): calendar.text(of: index, edits: edits)
        case .uploaded(let text): text
        case .deleted: []
        }
    }
}

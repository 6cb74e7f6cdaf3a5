// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// What a server listed, in one block of memory: at most 150 bytes per href, since this alone grows with the calendar.
package struct ChangeList: Sendable {
    package struct Entry: Sendable, Equatable {
        package enum Status: UInt8, Sendable {
            /// There, with this etag (`nil`: unknown, so it has to be fetched).
            case present
            /// An explicit 404 or 410 on this very href: evidence of its deletion.
            case deleted
        }
        package var name: RemoteName
        package var etag: ETag?
        package var status: Status
        package init(name: RemoteName, etag: ETag?, status: Status) {
            self.name = name
            self.etag = etag
            self.status = status
        }
    }

    /// The token that stands for this list; `nil` when the server gave none.
    package var token: SyncToken?
    /// Of a listing: nothing can be missing, so that absence is evidence.
    package var isComplete = true
    private var bytes: [UInt8] = []
    private var offsets: [UInt32] = []

    package init(token: SyncToken? = nil, entries: some Sequence<Entry> = EmptyCollection<Entry>()) {
        self.token = token
        for entry in entries { append(entry) }
    }

    package var count: Int { offsets.count }
    package var isEmpty: Bool { offsets.isEmpty }
    package var deletions: Int { offsets.count { bytes[Int($0)] & 1 != 0 } }
    /// More than any calendar has: some 400,000 hrefs.
    package var isTooLarge: Bool { bytes.count > 64 << 20 }

    package mutating func append(_ entry: Entry) {
        offsets.append(UInt32(bytes.count))
        bytes.append(entry.status.rawValue | (entry.etag == nil ? 0 : 2))
        let (key, href) = (entry.name.key.rawValue, entry.name.href.rawValue)
        append(key)
        append(href == key ? "" : href)
        if let etag = entry.etag { append(etag.rawValue) }
    }

    package subscript(index: Int) -> Entry {
        var at = Int(offsets[index])
        let flags = bytes[at]
        at += 1
        let key = text(at: &at)
        let href = text(at: &at)
        let etag = flags & 2 == 0 ? nil : ETag(text(at: &at))
        return Entry(
            name: RemoteName(href: Href(href.isEmpty ? key : href), key: HrefKey(key)), etag: etag,
            status: flags & 1 == 0 ? .present : .deleted)
    }

    /// Sorted by the key's UTF-8 bytes, each href once: `present` wins over `deleted`, one with an ETag over one without,
    /// then the last one wins.
    package mutating func normalise() {
        let order = offsets.indices.sorted { a, b in
            let (x, y) = (key(a), key(b))
            if x.elementsEqual(y) {
                let (p, q) = (rank(a), rank(b))
                return p == q ? a < b : p < q
            }
            return x.lexicographicallyPrecedes(y)
        }
        var kept: [UInt32] = []
        kept.reserveCapacity(order.count)
        for (place, index) in order.enumerated() {
            let next = place + 1
            if next < order.count, key(index).elementsEqual(key(order[next])) { continue }
            kept.append(offsets[index])
        }
        offsets = kept
    }

    private func rank(_ index: Int) -> Int {
        let flags = bytes[Int(offsets[index])]
        return flags & 1 != 0 ? 0 : (flags & 2 == 0 ? 1 : 2)
    }

    private func key(_ index: Int) -> ArraySlice<UInt8> {
        let at = Int(offsets[index]) + 1
        let length = Int(bytes[at]) | Int(bytes[at + 1]) << 8
        return bytes[(at + 2)..<(at + 2 + length)]
    }

    private mutating func append(_ text: String) {
        let utf8 = text.utf8.prefix(Int(UInt16.max))
        bytes.append(UInt8(truncatingIfNeeded: utf8.count))
        bytes.append(UInt8(truncatingIfNeeded: utf8.count >> 8))
        bytes.append(contentsOf: utf8)
    }

    private func text(at position: inout Int) -> String {
        let length = Int(bytes[position]) | Int(bytes[position + 1]) << 8
        let start = position + 2
        position = start + length
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }
}

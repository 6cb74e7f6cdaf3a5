// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import RemoteCalendars
import Testing

@Suite struct `A change list` {
    @Test func `gives back what was put in`() {
        let entries = [
            entry("/a/ä.ics", "/a/%C3%A4.ics", ETag("\"1\""), .present), entry("/b", "/b", nil, .present),
            entry("/c", "/c", nil, .deleted), entry("", "", ETag(""), .present),
        ]
        let list = ChangeList(token: SyncToken("t"), entries: entries)
        #expect(list.count == 4 && list.token == SyncToken("t"))
        #expect((0..<4).map { list[$0] } == entries)
        #expect(ChangeList().isEmpty)
    }

    @Test func `is sorted by key with each href once: being there wins, then the last`() {
        var list = ChangeList(entries: [
            entry("/b", "/b", ETag("1"), .present), entry("/a", "/a", nil, .deleted),
            entry("/b", "/b", ETag("2"), .present),
            entry("/c", "/c", ETag("3"), .present), entry("/c", "/c", nil, .deleted), entry("/a", "/a", nil, .deleted),
        ])
        list.normalise()
        #expect((0..<list.count).map { list[$0].name.key.rawValue } == ["/a", "/b", "/c"])
        #expect(list[0].status == .deleted && list[1].etag == ETag("2") && list[2].status == .present)
        let once = list.count
        list.normalise()
        #expect(list.count == once)
    }

    private func entry(
        _ href: String, _ key: String, _ etag: ETag?, _ status: ChangeList.Entry.Status
    ) -> ChangeList.Entry {
        ChangeList.Entry(name: RemoteName(href: Href(href), key: HrefKey(key)), etag: etag, status: status)
    }
}

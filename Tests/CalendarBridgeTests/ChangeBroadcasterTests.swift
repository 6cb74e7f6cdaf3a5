// SPDX-License-Identifier: Apache-2.0

@testable import CalendarBridge
import CalendarModel
import Testing

@Suite struct `The broadcaster of changes` {
    private func entry(_ number: Int64) -> FeedEntry {
        FeedEntry(
            position: FeedPosition(epoch: "e", number: number), calendar: CalendarID("a/c"), event: nil,
            kind: .calendar, range: nil, at: Instant(seconds: 0))
    }

    @Test func `hands every listener what is published after it came, in order`() async {
        let broadcaster = ChangeBroadcaster()
        broadcaster.publish([entry(1)])
        var (first, second) = (broadcaster.subscribe().makeAsyncIterator(), broadcaster.subscribe().makeAsyncIterator())
        broadcaster.publish([entry(2), entry(3)])
        broadcaster.publish([])
        broadcaster.publish([entry(4)])
        #expect(await first.next() == .entries([entry(2), entry(3)]))
        #expect(await first.next() == .entries([entry(4)]))
        #expect(await second.next() == .entries([entry(2), entry(3)]))
    }

    @Test func `drops a slow listener, tells it, and waits for nobody`() async {
        let broadcaster = ChangeBroadcaster(capacity: 3)
        let slow = broadcaster.subscribe()
        for number in 1...10 { broadcaster.publish([entry(Int64(number))]) }
        #expect(broadcaster.subscriberCount == 0)
        var signals: [ChangeBroadcaster.ChangeSignal] = []
        for await signal in slow { signals.append(signal) }
        #expect(signals.count == 3)
        #expect(signals.last == .missed)
    }

    @Test func `forgets who has gone`() async {
        let broadcaster = ChangeBroadcaster()
        do {
            let stream = broadcaster.subscribe()
            _ = stream
            #expect(broadcaster.subscriberCount == 1)
        }
        #expect(broadcaster.subscriberCount == 0)
    }
}

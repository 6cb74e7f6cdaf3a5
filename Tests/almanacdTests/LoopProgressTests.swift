// SPDX-License-Identifier: Apache-2.0

import Systemd
import Testing

@testable import almanacd

@Suite struct `What a loop is at` {
    private typealias Activity = LoopProgress.Activity
    private let progress = LoopProgress("account work")

    private func look(at now: Duration = .seconds(100)) -> PartLook { progress.look(now: now, limit: .seconds(60)) }

    @Test(arguments: [
        (Activity.reading, true), (.writing, false), (.requesting, false), (.queueing, false),
        (.asleep(until: nil), false), (.asleep(until: .seconds(100)), false), (.asleep(until: .seconds(99)), true),
    ]) private func `says whether it has to get on`(_ activity: Activity, _ isDue: Bool) async {
        #expect(look().isDue, "between two effects")
        await progress.during(activity) { #expect(look().isDue == isDue) }
        #expect(look().isDue)
    }

    @Test func `is seen to get on with each beginning and each end`() async {
        var marks = [look().mark]
        for activity in [Activity.reading, .requesting, .asleep(until: nil)] {
            await progress.during(activity) { marks.append(look().mark) }
            marks.append(look().mark)
        }
        #expect(Set(marks).count == marks.count, "\(marks)")
        #expect(look().mark == look().mark, "looking at it is no movement")
    }

    @Test func `may be several things, of which a request excuses the others`() async {
        await progress.during(.requesting) {
            await progress.during(.reading) { #expect(!look().isDue) }
            await progress.during(.requesting) {}
            #expect(!look().isDue, "one of two requests has ended")
        }
        #expect(look().isDue)
    }

    @Test func `ends also with an error`() async throws {
        await #expect(throws: CancellationError.self) {
            try await progress.during(.requesting) { throw CancellationError() }
        }
        #expect(look().isDue)
    }

    @Test func `is watched for as long as it runs, commands beside loops`() async {
        let watch = LoopWatch()
        let names = { watch.looks(now: .zero, limit: .seconds(60)).map(\.part).sorted() }
        await watch.following("account work") { _ in
            await watch.following("command to account work") { _ in
                #expect(names() == ["account work", "command to account work"])
            }
            #expect(names() == ["account work"])
        }
        #expect(names().isEmpty)
    }
}

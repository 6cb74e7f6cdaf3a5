// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import almanacd

@Suite struct `A turnstile` {
    private let turnstile = Turnstile<String>()

    @Test func `is for nobody who is cancelled, or late`() async {
        await turnstile.enter("work")
        let cancelled = Task { [turnstile] in
            withUnsafeCurrentTask { $0?.cancel() }
            return await turnstile.enter("work", within: .seconds(600))
        }
        #expect(await cancelled.value == false)
        #expect(await turnstile.enter("work", within: .zero) == false)
        let waiting = Task { [turnstile] in await turnstile.enter("work", within: .seconds(600)) }
        waiting.cancel()
        #expect(await waiting.value == false)
        turnstile.leave("work")
        #expect(await turnstile.enter("work", within: .zero))
    }

    @Test func `lets the next through when one leaves`() async {
        await turnstile.enter("work")
        #expect(await turnstile.enter("home", within: .zero))
        async let next = turnstile.enter("work", within: .seconds(600))
        turnstile.leave("work")
        #expect(await next)
    }
}

// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import Testing

@Suite struct `A length in ISO 8601` {
    @Test(
        arguments: [
            ("PT90M", 0, 5400), ("P2D", 2, 0), ("P1W", 7, 0), ("P1DT12H", 1, 43_200), ("PT1H30M15S", 0, 5415),
            ("pt1h", 0, 3600), ("PT0S", 0, 0),
        ] as [(String, Int, Int64)])
    func `is read`(text: String, days: Int, seconds: Int64) {
        #expect(NominalLength(text) == NominalLength(days: days, seconds: seconds))
    }

    @Test(arguments: [
        "", "P", "PT", "1H", "P1H", "PT1D", "P1Y", "P1M", "PT1M1H", "P1D1W", "P-1D", "PT1.5H", "P1DT",
        "PT99999999999H", "P9999999D", "P1D ", "PP1D", "PTT1H", "P١D",
    ])
    func `is refused when it is something else`(text: String) { #expect(NominalLength(text) == nil) }
}

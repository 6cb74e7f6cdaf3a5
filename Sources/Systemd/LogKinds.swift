// SPDX-License-Identifier: Apache-2.0

extension LogKind {
    /// Every kind there is. A new one: a line here, with an id from `systemd-id128 new`, and its explanation in
    /// `systemd/catalog/almanac.catalog`. `LogKindTests` holds the log calls of all modules against both.
    static let all: [LogKind] = [
        // The daemon
        LogKind("started", "1c2c801fd9a549b0a047b23e32b76b0d"),
        LogKind("stopped", "0def81c769584c009d66e4c411f957e0"),
        LogKind("stopped by an error", "960f5bf07956454d9aa96b73badc7749"),
        LogKind("the settings are wrong", "49572a72ac6a41d3b9762c946fea39a7"),
        LogKind("the database is another daemon's", "73aeb43ba0274f579254370cb2007fc4"),
        LogKind("no account in the settings", "0637cad91b484387a6b79d861dc84d1c"),
        LogKind("settings reloaded", "d6e1347723044d1598f3901c504bbdab"),
        LogKind("setting changed", "4944c05d25e44caab2df4258c6c2cbe4"),
        LogKind("settings not reloaded, the old ones stay", "a4953498160648638c1f4973de3bd1ee"),
        LogKind("the database is being migrated", "036d5f63847d4eec910d7b6ec87c9809"),
        LogKind("maintenance failed, tried again in an hour", "4f52bd13f6484644a4bfd8361f100c77", .daily),
        LogKind(
            "maintenance works again", "c34eb5b431a64ced88e5905ae42be759",
            .allIsWell(after: ["maintenance failed, tried again in an hour"])),
        LogKind("not in step", "ea6fcf82633c491fbcbdebd1ecd65454"),
        LogKind(
            "systemd's socket is used, not the one of the settings; set ListenStream= in almanacd.socket to change it",
            "804bae4d879f40f198ea80338088e835"),
        LogKind(
            "a part of the daemon stands still, and systemd's watchdog gets no more pings",
            "2fa771b907b84f5e99f5c7075fd66d25"),
        LogKind("a part of the daemon gets on again", "d6f8250d10f74327ba8794f3dd2d636a"),
        LogKind("the control socket is not watched", "6aa968f956f743f5a6d3d611cc014e3d"),
        LogKind("a network came up", "9c85305691bb413f990388cd30b9858f"),
        LogKind("resumed from sleep", "9abcd5d09b5f4656adc7788e0a8d9546"),
        LogKind("the clock was set", "7c480fb6a1a049f1a1c017df337d19c6"),
        LogKind("not followed, so that failed syncs wait for their time", "8f5f9b522d13431ba8e541f937ff054c"),
        LogKind("log entries were lost", "5f3af22283f54bfc80a36cb6dda44827"),
        // Accounts
        LogKind("account fails", "735cef1c6863464bb1db044085916fc6", .daily),
        LogKind("account waits for its password", "a887af99bfb145258b649de4dc4fb0f7", .dailyWhateverTheReason),
        LogKind("account waits for a person", "bfd410a94ca44da8bb66aefd584940e6", .daily),
        LogKind("account held", "cbf8fc04aa744781981907247c3408e3", .daily),
        LogKind(
            "account works again", "f00855a993cd4437a492222363ac6f57",
            .ending(["account fails", "account waits for its password", "account waits for a person", "account held"])),
        LogKind("sync failed", "e341384650534570a223f463e7dcbbfb", .daily),
        LogKind("sync works again", "9d14e3da5abb4ff19d376f508ef9d9ee", .allIsWell(after: ["sync failed"])),
        LogKind("discovered", "5c7941ff32994b46bf3c05a531aedefd", .daily),
        LogKind("home set moved, discovering again", "0b585659691c4c0aa2e03c4225ac3e37", .daily),
        LogKind("home set left out", "bf3462d3371b4345a8fe5ed33ab4a5c9", .daily),
        LogKind("the server does not say what it can do", "708ad9e2b08a4e5ead975d2b94606650", .daily),
        // Calendars
        LogKind("synced", "4c48e9714a584a7c8983da469fc6c172"),
        LogKind("calendar fails", "40fab9ce24d442d6a3eccf0f7218a42f", .daily),
        LogKind("calendar works again", "81681355daea430f806d91e896395c28", .ending(["calendar fails"])),
        LogKind("calendar made", "2af095386aad441da418d6cf8de69073"),
        LogKind("calendar deleted", "9f57127888704304a467d0f4bbc7d799"),
        LogKind("calendar moved to another host", "634e9ff7fb63474fb8f7fb6e63c22f84"),
        LogKind("calendar's properties refused", "9408c57e6eb64ade89b65fe64c7f4095"),
        LogKind("calendar's properties not sent", "d7762e8bc35a46098c842d25cf7e4072", .daily),
        LogKind(
            "the report may be one of everything, comparing by listing", "db6d123425fe4cf9b24868e98e81659d", .daily),
        LogKind("sync token refused, comparing by listing", "6ecd66c20bc64236bb4221b56932a52d", .daily),
        LogKind("audit came to nothing", "e68425b244f84c5f9a508183f3de7f9c", .daily),
        LogKind("audit found what no report told", "e6ae9e9204e343f7a900481fa14ba8cd"),
        // Items and edits
        LogKind("items set aside", "d28e0a530aa94d99935b1ba4564a2467", .daily),
        LogKind(
            "no items set aside any more", "1d32fba27fd94df6997484c281eea914", .allIsWell(after: ["items set aside"])),
        LogKind("conflicts decided by the rule", "63e4c457b13d4d14bc9adc8c2bcba56f"),
        LogKind("deletions held", "c7e22ac83b6042bfacfb52ed3ac678e9", .daily),
        LogKind("edit held", "0c485d6cf791439da78baacebbb54712", .daily),
        LogKind(
            "no deletions held any more", "eff9bdef87ab4413a18b5b4ec0e47074", .allIsWell(after: ["deletions held"])),
        LogKind("no edits held any more", "65c8aa054af74d69b8a67511a1adf72c", .allIsWell(after: ["edit held"])),
        LogKind("edit refused", "72dfd8051f774e3182efc2bfc63b777e"),
        LogKind("edit not sent", "3afe6f3ac8b54ee29685e7cc599f3435", .daily),
        // The control socket
        LogKind("A user has too many connections", "1d594a6d0df243f0816d2fc884b99eeb", .daily),
        LogKind("A user who may not use the socket was refused", "7fd0958a5ff54e379c60c9dc905c1d9a", .daily),
        LogKind("A request failed", "d2642f6f50614827bb823df124b63167", .daily),
    ]
}

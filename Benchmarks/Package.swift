// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "benchmarks",
    dependencies: [.package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2")],
    targets: [
        .target(name: "CalendarTraffic", swiftSettings: settings),
        .executableTarget(
            name: "bench",
            dependencies: ["CalendarTraffic"],
            resources: [.embedInCode("Programs/measure.c"), .embedInCode("Programs/floor.c")],
            swiftSettings: settings),
        // By links to the project's sources: a package of its own could not see them, and measured is what ships.
        .systemLibrary(name: "CExpat", pkgConfig: "expat"),
        .target(name: "CalendarModel", exclude: ["README.md"], swiftSettings: settings),
        .target(
            name: "ICalendar", dependencies: ["CalendarModel", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings),
        // Its reader is for its module alone.
        .target(
            name: "MultistatusXML", dependencies: ["CalendarModel", "CExpat"],
            swiftSettings: settings + [.unsafeFlags(["-enable-testing"])]),
        .target(name: "BareExpat", linkerSettings: [.linkedLibrary("expat")]),
        .executableTarget(
            name: "codec",
            dependencies: ["CalendarTraffic", "CalendarModel", "ICalendar", "MultistatusXML", "BareExpat"],
            swiftSettings: settings),
        .executableTarget(name: "EmptyProcess", swiftSettings: settings),
        .testTarget(name: "CalendarTrafficTests", dependencies: ["CalendarTraffic"], swiftSettings: settings),
    ])

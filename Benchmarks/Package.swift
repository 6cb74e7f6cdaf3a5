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
    targets: [
        .target(name: "CalendarTraffic", swiftSettings: settings),
        .executableTarget(
            name: "bench",
            dependencies: ["CalendarTraffic"],
            resources: [.embedInCode("Programs/measure.c"), .embedInCode("Programs/floor.c")],
            swiftSettings: settings),
        .executableTarget(name: "EmptyProcess", swiftSettings: settings),
        .testTarget(name: "CalendarTrafficTests", dependencies: ["CalendarTraffic"], swiftSettings: settings),
    ])

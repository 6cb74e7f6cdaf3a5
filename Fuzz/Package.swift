// swift-tools-version: 6.2
import PackageDescription

/// What is fuzzed is built into this package, by links to the project's sources: with coverage and address checks, and open
/// to the fuzzers, which look at more than other modules may.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
    .unsafeFlags(["-sanitize=fuzzer,address", "-enable-testing", "-g"]),
]

func fuzzer(_ name: String) -> Target {
    .executableTarget(
        name: name, dependencies: ["Fuzzing", "CalendarModel", "ICalendar"],
        swiftSettings: settings,
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])])
}

let package = Package(
    name: "fuzz",
    dependencies: [.package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2")],
    targets: [
        .target(name: "CalendarModel", exclude: ["README.md"], swiftSettings: settings),
        .target(
            name: "ICalendar", dependencies: ["CalendarModel", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings),
        .systemLibrary(name: "LibFuzzer"),
        .target(name: "Fuzzing", dependencies: ["LibFuzzer"], swiftSettings: settings),
        fuzzer("FuzzContentLines"),
        fuzzer("FuzzRules"),
        fuzzer("FuzzDerive"),
        fuzzer("FuzzPatch"),
        fuzzer("FuzzZones"),
    ])

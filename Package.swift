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

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")

/// In debug builds too: the codec's tests take several times as long without it.
let optimized: [SwiftSetting] = settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]

func module(_ name: String, _ dependencies: [Target.Dependency] = [], _ settings: [SwiftSetting] = settings) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

let package = Package(
    name: "almanac",
    products: [
        .executable(name: "almanacd", targets: ["almanacd"]),
        .executable(name: "almanac", targets: ["almanac"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    ],
    targets: [
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CResolv"),
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),

        .target(name: "CalendarModel", exclude: ["README.md"], swiftSettings: settings),
        module("Planning", ["CalendarModel"]),
        module("ICalendar", ["CalendarModel", crypto], optimized),
        module("HTTPTransfer", ["CCurl"]),
        module("RemoteCalendars", ["CalendarModel"]),
        module("CalDAV", ["CalendarModel", "RemoteCalendars", "HTTPTransfer", "CExpat", "CResolv"]),
        module("CalendarStorage", ["CalendarModel", grdb]),
        module(
            "SyncEngine",
            ["CalendarModel", "Planning", "ICalendar", "RemoteCalendars", "CalendarStorage", logging]),
        module(
            "CalendarBridge", ["CalendarModel", "Planning", "ICalendar", "RemoteCalendars", "CalendarStorage"]),
        module("Settings", ["CalendarModel", "CLinux"]),
        module("ControlWire"),
        module(
            "ControlServer",
            [
                "ControlWire", "CalendarModel", "CalendarBridge", hummingbird, hummingbirdCore, httpTypes, nioCore,
                nioPosix, logging,
            ]),
        module("ControlClient", ["ControlWire", "HTTPTransfer"]),
        module("Systemd", ["CSystemd", logging]),
        program(
            "almanacd",
            [
                "CalendarModel", "Planning", "ICalendar", "HTTPTransfer", "RemoteCalendars", "CalDAV",
                "CalendarStorage", "SyncEngine", "CalendarBridge", "Settings", "ControlWire", "ControlServer",
                "Systemd", "CLinux", logging, arguments,
            ]),
        program("almanac", ["ControlWire", "ControlClient", arguments]),

        .target(
            name: "BridgeWorld",
            dependencies: ["CalendarModel", "ICalendar", "RemoteCalendars", "CalendarStorage", "CalendarBridge"],
            path: "Tests/BridgeWorld", swiftSettings: settings),
        .target(
            name: "MemoryCalendars", dependencies: ["CalendarModel", "ICalendar", "RemoteCalendars"],
            path: "Tests/MemoryCalendars", swiftSettings: settings),
        .target(name: "TestSupport", dependencies: [logging], path: "Tests/TestSupport", swiftSettings: settings),
        .target(
            name: "FakeCalDAV",
            dependencies: [
                "CalendarModel", "Planning", "ICalendar", "HTTPTransfer", "CalDAV", "CalendarStorage", "SyncEngine",
                "TestSupport", logging, grdb,
            ],
            path: "Tests/FakeCalDAV", swiftSettings: settings),
        tests("ArchitectureTests", []),
        tests("CalendarModelTests", ["CalendarModel"]),
        tests("PlanningTests", ["CalendarModel", "Planning"]),
        tests("ICalendarTests", ["ICalendar", "CalendarModel"]),
        tests("HTTPTransferTests", ["HTTPTransfer", "TestSupport"]),
        tests(
            "CalDAVTests",
            [
                "CalDAV", "RemoteCalendars", "CalendarModel", "ICalendar", "HTTPTransfer", "MemoryCalendars",
                "TestSupport",
            ]),
        tests("SettingsTests", ["Settings", "CalendarModel"]),
        tests("SystemdTests", ["Systemd", logging]),
        tests("CalendarStorageTests", ["CalendarModel", "CalendarStorage", grdb]),
        tests(
            "SyncEngineTests",
            [
                "CalendarModel", "Planning", "ICalendar", "RemoteCalendars", "CalendarStorage", "SyncEngine",
                "MemoryCalendars", logging,
            ]),
        tests(
            "FakeServerTests",
            [
                "FakeCalDAV", "TestSupport", "CalendarModel", "CalendarStorage", "Planning", "RemoteCalendars",
                "SyncEngine", "Systemd", logging,
            ]),
        tests(
            "CalendarBridgeTests", ["BridgeWorld", "CalendarModel", "ICalendar", "CalendarStorage", "CalendarBridge"]),
        tests("ControlWireTests", ["ControlWire"]),
        tests(
            "ControlServerTests",
            [
                "BridgeWorld", "CalendarModel", "CalendarStorage", "CalendarBridge", "ControlWire", "ControlServer",
                "ControlClient", "TestSupport", hummingbird, httpTypes, nioCore, logging,
            ]),
        tests("ControlClientTests", ["ControlClient"]),
        tests("almanacTests", ["almanac", "ControlClient", "ControlWire"]),
        tests(
            "almanacdTests",
            [
                "almanacd", "CalDAV", "CalendarBridge", "CalendarModel", "CalendarStorage", "ControlWire",
                "HTTPTransfer", "RemoteCalendars", "Settings", "Systemd", "TestSupport", logging,
            ]),
        tests("IntegrationTests", ["almanacd", "almanac", "FakeCalDAV", "TestSupport"]),
    ])

// swift-tools-version: 6.2
import PackageDescription

// The walls of docs/architecture are the `dependencies` below: a module sees what is listed there and
// nothing else. Tests/WallsTests holds every `import` line to the same table.

/// What everything here is compiled with.
let rules: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// And every module below Sources: whatever talks to C has to say `unsafe`, and Tests/WallsTests says where it may.
let house = rules + [.strictMemorySafety()]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let package = Package(
    name: "brankas",
    products: [.executable(name: "brankas", targets: ["brankas"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CKeyutils", pkgConfig: "libkeyutils", providers: [.apt(["libkeyutils-dev"])]),

        .systemLibrary(name: "CMagic", pkgConfig: "libmagic", providers: [.apt(["libmagic-dev"])]),

        .systemLibrary(name: "CFiles"),

        .target(name: "Sodium", dependencies: ["CSodium", "CKeyutils", crypto], swiftSettings: house),
        .target(
            name: "Files",
            dependencies: ["CFiles", .product(name: "SystemPackage", package: "swift-system")],
            swiftSettings: house),
        .target(name: "Cores", swiftSettings: house),
        .target(name: "Media", dependencies: ["CMagic"], swiftSettings: house),
        .target(name: "AgeKeys", dependencies: ["Sodium"], swiftSettings: house),
        .target(name: "Age", dependencies: ["AgeKeys", "Sodium", "Cores", crypto], swiftSettings: house),
        .target(name: "Ledger", dependencies: ["Sodium"], swiftSettings: house),
        .target(name: "Vocabulary", swiftSettings: house),
        .target(name: "Casework", dependencies: ["Vocabulary", "Sodium", "AgeKeys", "Ledger"], swiftSettings: house),

        // What officer's program and custodian say to each other over a connection, and who answers it.
        .target(name: "Wire", dependencies: ["Vocabulary", "Sodium", "Ledger", "Casework"], swiftSettings: house),
        .target(
            name: "Service", dependencies: ["Vocabulary", "Sodium", "Casework", "Wire", "Sockets"], swiftSettings: house
        ),
        .target(name: "Sockets", swiftSettings: house),

        // What the custodian asks of a database, and the one engine that there is so far.
        .target(name: "Store", dependencies: ["Sodium"], swiftSettings: house),
        .target(
            name: "SQLiteStore",
            dependencies: [
                "Store", "Files", "Sodium", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: house),

        // The wall: the side that stores can't open, the side that opens can't reach the store.
        .target(
            name: "Custodian",
            dependencies: ["Vocabulary", "Sodium", "Files", "Cores", "Ledger", "Casework", "Store"],
            swiftSettings: house),
        .target(
            name: "Vault", dependencies: ["Vocabulary", "Sodium", "Files", "Cores", "Age", "Ledger", "Casework"],
            swiftSettings: house),

        .target(name: "Texts", dependencies: ["Vocabulary"], swiftSettings: house),
        .target(name: "Reports", dependencies: ["Vocabulary", "Texts"], swiftSettings: house),
        // The terminal, and who sits at it.
        .target(
            name: "Console",
            dependencies: [
                "Vocabulary", "Sodium", "Files", "Texts", "Reports",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: house),
        // What reports are made of.
        .target(
            name: "Reviewing",
            dependencies: [
                "Vocabulary", "Sodium", "Ledger", "Casework", "Vault", "Texts", "Reports", "Console",
            ],
            swiftSettings: house),
        .target(
            name: "Commands",
            dependencies: [
                "Vocabulary", "Sodium", "Files", "Media", "Cores", "Age", "Ledger", "Casework", "Custodian",
                "SQLiteStore", "Vault", "Texts", "Reports", "Console", "Reviewing", "Wire", "Service", "Sockets",
                .product(name: "ArgumentParser", package: "swift-argument-parser"), "Yams",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: house),
        .executableTarget(name: "brankas", dependencies: ["Commands"], swiftSettings: house),

        .testTarget(name: "SodiumTests", dependencies: ["Sodium"], swiftSettings: rules),
        .testTarget(name: "FilesTests", dependencies: ["Files"], swiftSettings: rules),
        .testTarget(name: "AgeTests", dependencies: ["Age", "AgeKeys", "Sodium", "Makers"], swiftSettings: rules),
        // What only tests make: a whole tree in memory, a log's tiles out of one, an armored file, both ends of a connection.
        .target(
            name: "Makers",
            dependencies: ["Ledger", "Age", "Sodium", "Vocabulary", "Casework", "Wire", "Service", "Sockets"],
            path: "Tests/Makers", swiftSettings: rules),
        .testTarget(
            name: "LedgerTests", dependencies: ["Ledger", "Sodium", "Makers"], exclude: ["Peers"], swiftSettings: rules),
        .testTarget(
            name: "CaseworkTests",
            dependencies: ["Vocabulary", "Casework", "Age", "AgeKeys", "Ledger", "Sodium"], swiftSettings: rules),
        .testTarget(
            name: "CustodyTests",
            dependencies: [
                "Vocabulary", "Custodian", "Store", "SQLiteStore", "Vault", "Casework", "Ledger", "Age", "AgeKeys",
                "Files", "Sodium", "Texts", "Reports", "Console", "Reviewing", "Commands", "Wire", "Service", "Sockets",
                "Makers",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: rules),
        .testTarget(
            name: "WireTests",
            dependencies: ["Wire", "Service", "Casework", "Ledger", "Vocabulary", "Sodium", "Makers"],
            swiftSettings: rules),
        .testTarget(name: "WallsTests", swiftSettings: rules),
        .testTarget(name: "ScenarioTests", dependencies: ["brankas", "Texts", "Vocabulary"], swiftSettings: rules),
        .testTarget(
            name: "FaultTests", dependencies: ["brankas"],
            exclude: ["clients.py", "faults.py", "powercut.py", "served.py", "shim.c"], swiftSettings: rules),
        .testTarget(
            name: "VaultTests", dependencies: ["Vocabulary", "Vault", "Casework", "Sodium"], swiftSettings: rules),
        .testTarget(name: "TextsTests", dependencies: ["Texts", "Vocabulary"], swiftSettings: rules),
        .testTarget(name: "ReportsTests", dependencies: ["Reports", "Texts", "Vocabulary"], swiftSettings: rules),
    ]
)

// The parsers of foreign bytes, for the replay of the corpus (`make test`) and for libFuzzer (`make fuzz`, which sets
// BRANKAS_FUZZ). They reach what is internal to the modules, so they are built where testing is enabled and nowhere else.
let parsers = "FuzzTargets"
let parsed: [Target.Dependency] = [
    "Vocabulary", "Sodium", "Files", "Media", "AgeKeys", "Age", "Ledger", "Casework", "Vault", "Texts", "Console",
    "Reviewing", "Commands", "Wire", "Makers",
]
if Context.environment["BRANKAS_FUZZ"] == "1" {
    package.products = []
    // libFuzzer brings a `main` of its own.
    package.targets.removeAll { $0.type == .test || $0.type == .executable }
    package.targets += [
        .target(name: parsers, dependencies: parsed, path: "Tests/FuzzTargets", swiftSettings: rules),
        .executableTarget(
            name: "Fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzz", exclude: ["Corpus"],
            swiftSettings: rules + [.unsafeFlags(["-parse-as-library"])]),
    ]
} else {
    package.targets += [
        .testTarget(name: parsers, dependencies: parsed, swiftSettings: rules),
        .testTarget(name: "FuzzTests", dependencies: ["FuzzTargets"], swiftSettings: rules),
        // Makes vaults of a million entries, and measures what their size costs: `make scale`.
        .executableTarget(
            name: "Scale",
            dependencies: [
                "Vocabulary", "Sodium", "Files", "Ledger", "Casework", "Custodian", "SQLiteStore", "Vault",
            ],
            path: "Tests/Scale", exclude: ["measure.py"], swiftSettings: rules),
        // Many clients of one custodian that is served: `make bench`.
        .executableTarget(
            name: "Crowd",
            dependencies: [
                "Vocabulary", "Sodium", "Files", "Ledger", "Casework", "Vault", "Wire", "Sockets",
            ],
            path: "Tests/Crowd", swiftSettings: rules),
    ]
}

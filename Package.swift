// swift-tools-version: 6.2
import PackageDescription

// The walls of docs/architecture are the `dependencies` below: a module sees what is listed there and
// nothing else. Tests/WallsTests holds every `import` line to the same table.

/// What every module of ours is compiled with.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// The modules that may talk to C: the word `unsafe` appears in these and nowhere else.
let talksToC = house + [.strictMemorySafety()]

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

        .target(name: "Sodium", dependencies: ["CSodium", "CKeyutils", crypto], swiftSettings: talksToC),
        .target(
            name: "Files",
            dependencies: ["CFiles", .product(name: "SystemPackage", package: "swift-system")],
            swiftSettings: talksToC),
        .target(name: "Cores", swiftSettings: house),
        .target(name: "Media", dependencies: ["CMagic"], swiftSettings: talksToC),
        .target(name: "AgeKeys", dependencies: ["Sodium"], swiftSettings: house),
        .target(name: "Age", dependencies: ["AgeKeys", "Sodium", "Cores", crypto], swiftSettings: house),
        .target(name: "Ledger", dependencies: ["Sodium"], swiftSettings: house),
        .target(name: "Vocabulary", swiftSettings: house),
        .target(name: "Casework", dependencies: ["Vocabulary", "Sodium", "AgeKeys", "Ledger"], swiftSettings: house),

        // What the custodian asks of a database, and the one engine that there is so far.
        .target(name: "Store", dependencies: ["Sodium"], swiftSettings: house),
        .target(
            name: "SQLiteStore",
            dependencies: [
                "Store", "Files", "Sodium", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: talksToC),

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
        .executableTarget(
            name: "brankas",
            dependencies: [
                "Vocabulary", "Sodium", "Files", "Media", "Cores", "Age", "Ledger", "Casework", "Custodian",
                "Store", "SQLiteStore", "Vault",
                "Texts", "Reports", .product(name: "ArgumentParser", package: "swift-argument-parser"), "Yams",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: house),

        .testTarget(name: "SodiumTests", dependencies: ["Sodium"], swiftSettings: house),
        .testTarget(name: "FilesTests", dependencies: ["Files"], swiftSettings: house),
        .testTarget(name: "AgeTests", dependencies: ["Age", "AgeKeys", "Sodium"], swiftSettings: house),
        .testTarget(name: "LedgerTests", dependencies: ["Ledger", "Sodium"], exclude: ["Peers"], swiftSettings: house),
        .testTarget(
            name: "CaseworkTests",
            dependencies: ["Vocabulary", "Casework", "Age", "AgeKeys", "Ledger", "Sodium"], swiftSettings: house),
        .testTarget(
            name: "CustodyTests",
            dependencies: [
                "Vocabulary", "Custodian", "Store", "SQLiteStore", "Vault", "Casework", "Ledger", "Age", "AgeKeys",
                "Files", "Sodium", "Texts", "Reports", "brankas", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: house),
        .testTarget(name: "WallsTests", swiftSettings: house),
        .testTarget(name: "ScenarioTests", dependencies: ["brankas", "Texts", "Vocabulary"], swiftSettings: house),
        .testTarget(name: "FaultTests", dependencies: ["brankas"], exclude: ["faults.py"], swiftSettings: house),
        .testTarget(
            name: "VaultTests", dependencies: ["Vocabulary", "Vault", "Casework", "Sodium"], swiftSettings: house),
        .testTarget(name: "TextsTests", dependencies: ["Texts", "Vocabulary"], swiftSettings: house),
        .testTarget(name: "ReportsTests", dependencies: ["Reports", "Texts", "Vocabulary"], swiftSettings: house),
    ]
)

// The parsers of foreign bytes, for the replay of the corpus (`make test`) and for libFuzzer (`make fuzz`, which sets
// BRANKAS_FUZZ). They reach what is internal to the modules, so they are built where testing is enabled and nowhere else.
let parsers = "FuzzTargets"
let parsed: [Target.Dependency] = [
    "Vocabulary", "Sodium", "Files", "Media", "AgeKeys", "Age", "Ledger", "Casework", "Vault", "brankas",
]
if Context.environment["BRANKAS_FUZZ"] == "1" {
    package.products = []
    package.targets.removeAll { $0.type == .test || $0.name == "brankas" }
    package.targets += [
        // Of the program only what reads foreign bytes: the rest needs a `main`, and libFuzzer brings its own.
        .target(
            name: "brankas",
            dependencies: [
                "Vocabulary", "Sodium", "Files", "Media", "AgeKeys", "Age", "Ledger", "Casework", "Vault", "Texts",
                "Yams",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            sources: [
                "Asking/Keys.swift", "Asking/TypedText.swift", "Failure.swift", "GivenFields.swift",
                "IdentityFields.swift", "KeysFile.swift", "TerminalText.swift",
                "VaultCalendar.swift",
            ],
            swiftSettings: house),
        .target(name: parsers, dependencies: parsed, path: "Tests/FuzzTargets", swiftSettings: house),
        .executableTarget(
            name: "Fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzz", exclude: ["Corpus"],
            swiftSettings: house + [.unsafeFlags(["-parse-as-library"])]),
    ]
} else {
    package.targets += [
        .testTarget(name: parsers, dependencies: parsed, swiftSettings: house),
        .testTarget(name: "FuzzTests", dependencies: ["FuzzTargets"], swiftSettings: house),
        // Makes vaults of a million entries, and measures what their size costs: `make scale`.
        .executableTarget(
            name: "Scale",
            dependencies: [
                "Vocabulary", "Sodium", "Files", "Ledger", "Casework", "Custodian", "SQLiteStore", "Vault",
            ],
            path: "Tests/Scale", exclude: ["measure.py"], swiftSettings: house),
    ]
}

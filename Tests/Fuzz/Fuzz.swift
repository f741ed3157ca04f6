import FuzzTargets
import Glibc

/// Drives one parser of `Tests/FuzzTargets`, which FUZZ_PARSER names, under libFuzzer and AddressSanitizer.
///
/// Built only with BRANKAS_FUZZ=1 (`make fuzz`). Without FUZZ_PARSER it prints the names, a line each.

// The package manager names an executable's entry so; libFuzzer's driver does the rest.

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@_cdecl("Fuzz_main")
public func fuzzMain(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    guard let name = wanted else {
        for parser in parsers { print(parser.name) }
        return 0
    }
    guard target != nil else {
        print("no parser \(name)")
        return 64
    }
    var count = count
    var arguments = arguments
    return runDriver(&count, &arguments, fuzzOneInput)
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let target else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if case .broken(let promise) = target.read(bytes) { fatalError(promise) }
    return 0
}

private let parsers = [planted] + Parser.all
private let wanted = getenv("FUZZ_PARSER").map { String(cString: $0) }
private let target = wanted.flatMap { name in parsers.first { $0.name == name } }

/// Why a command line is none. `about` is what the help says of the argument or option.
package enum UsageFault: Error, Hashable, Sendable {
    case unknownCommand(String, nearest: [String])
    case unknownOption(String, nearest: [String])
    case missingArgument(String, about: String)
    case missingOption(String, about: String)
    case missingValue(String, about: String)
    case valueNotTaken(String)
    case surplusArgument(String)
    case badValue(String, of: String)
}

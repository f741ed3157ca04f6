import Casework
import Store
import Vocabulary

extension StoreError {
    /// Says what happened in the custodian's words.
    static func translating<R>(_ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch let error as StoreError {
            switch error {
            case .full: throw CustodyError.full
            case .busy: throw CustodyError.busy
            case .damaged: throw CustodyError.damaged(.row(table: "sqlite"))
            case .incomplete: throw CustodyError.damaged(.row(table: "schema"))
            case .newer(let version): throw FormatError.unknown(version: version)
            case .failed(let words): throw CustodyError.storage(words)
            }
        }
    }
}

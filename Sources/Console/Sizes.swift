import Foundation
import Texts
import Vocabulary

/// `1.4 MB`, as people read sizes.
package func humanSize(_ byteCount: Int) -> String {
    if byteCount < 1_000 { return "\(byteCount) B" }
    func written(_ size: Double, _ unit: String, tenths: Bool) -> String {
        let digits = String(format: tenths ? "%.1f" : "%.0f", size)
        return digits.replacing(".", with: Language.ofProcess.decimalMark) + " " + unit
    }
    var size = Double(byteCount)
    for unit in ["kB", "MB", "GB"] {
        size /= 1_000
        if size < 999.5 { return written(size, unit, tenths: size < 9.95) }
    }
    return written(size / 1_000, "TB", tenths: true)
}

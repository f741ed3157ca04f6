import Casework
import Vocabulary

extension Condition {
    /// What stands there once the service has ended.
    static let metricsOfNone = """
        # HELP brankas_up Whether the service runs; the file's time tells when.
        # TYPE brankas_up gauge
        brankas_up 0

        """

    /// As Prometheus' textfile collector reads it (the text exposition format, 0.0.4).
    var metrics: String {
        var lines: [String] = []
        func add(_ name: String, _ type: String, _ help: String, _ value: String) {
            lines += ["# HELP brankas_\(name) \(help)", "# TYPE brankas_\(name) \(type)", "brankas_\(name) \(value)"]
        }
        add("up", "gauge", "Whether the service runs; the file's time tells when.", "1")
        add("well", "gauge", "Whether nobody has to see to it.", ills.isEmpty ? "1" : "0")
        add("entries", "gauge", "Entries of the ledger.", String(entries))
        if let lastEntry {
            add(
                "last_entry_timestamp_seconds", "gauge", "When the last was made, in seconds since 1970.",
                String(lastEntry.seconds))
        }
        add(
            "unwitnessed_entries", "gauge",
            "Entries since a head that each agency has cosigned; of the agency furthest behind.",
            String(unwitnessed.first ?? 0))
        add("connections", "gauge", "Connections at this moment.", String(connections))
        add("waiting", "gauge", "Requests that wait to be entered.", String(waiting))
        if let freeByteCount { add("free_bytes", "gauge", "Bytes free on the vault's disk.", String(freeByteCount)) }
        add("takes_new", "gauge", "Whether there is room for what is new.", takesNew ? "1" : "0")
        add("requests_total", "counter", "Requests that were carried out, a folder's files together.", String(asks))
        add("transactions_total", "counter", "Transactions that they took.", String(groups))
        add("turned_away_total", "counter", "Requests that were turned away, for too many waited.", String(turnedAway))
        add(
            "writing_seconds_total", "counter", "Processor time of writing them.",
            "\(writing / 1_000_000).\(String(1_000_000 + writing % 1_000_000).dropFirst())")
        return lines.joined(separator: "\n") + "\n"
    }
}

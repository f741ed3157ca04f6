/// Every statement that the custodian asks of a store, in SQL that SQLite and PostgreSQL both take (a test has both prepare all of
/// them). No other file of the custodian's has any, and none is put together from what somebody sent.
///
/// Two things are the engine's to see to: its text columns are ordered by their bytes (SQLite's way; `COLLATE "C"` elsewhere),
/// and a parameter `?1` is written in its own manner, with the kind that its value is of.
protocol PortableStatement: CaseIterable {
    var sql: String { get }
}

enum Statement: String, PortableStatement {
    var sql: String { rawValue }

    // MARK: The vault

    case cover = "SELECT vault, sealed_seed, kept_seed FROM vault WHERE one = 1"
    case vault = "SELECT vault FROM vault WHERE one = 1"
    case addVault =
        "INSERT INTO vault (one, vault, sealed_seed, kept_seed, halves_seen) VALUES (1, ?1, ?2, ?2, 0)"
    case setSealedSeed = "UPDATE vault SET sealed_seed = ?1, sealed_by = ?2"
    case noteOpened = """
        UPDATE vault SET kept_seed = sealed_seed
        WHERE sealed_seed = ?1 AND kept_seed <> sealed_seed AND sealed_by <> ?2
        """
    case halvesSeen = "SELECT halves_seen FROM vault WHERE one = 1"
    case setHalvesSeen = "UPDATE vault SET halves_seen = ?1"
    case sealing = "SELECT kept_seed, sealed_by, halves_seen FROM vault WHERE one = 1"
    case setSealing = "UPDATE vault SET kept_seed = ?1, sealed_by = ?2, halves_seen = ?3"

    // MARK: The ledger

    case size = "SELECT COALESCE(MAX(seq) + 1, 0) FROM ledger"
    case append = """
        INSERT INTO ledger (seq, time, denied, leaf, manifest, actor, role, action, case_id, number, change, record)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        """
    case leaf = "SELECT leaf FROM ledger WHERE seq = ?1"
    case manifest = "SELECT manifest FROM ledger WHERE seq = ?1"
    case leaves = "SELECT seq, leaf FROM ledger WHERE seq >= ?1 AND seq < ?2 ORDER BY seq"
    case entryRows = """
        SELECT seq, leaf, manifest, time, denied, actor, role, action, case_id, number, change, record
        FROM ledger WHERE seq >= ?1 AND seq < ?2 ORDER BY seq
        """
    case trail = "SELECT seq, change FROM ledger WHERE case_id = ?1 AND change > ?2 ORDER BY change"
    case lastOfCase = """
        SELECT seq, number FROM ledger WHERE case_id = ?1 AND number IS NOT NULL ORDER BY number DESC LIMIT 1
        """
    case lastByActor = "SELECT MAX(seq) FROM ledger WHERE actor = ?1"
    case changeBehind = "SELECT seq FROM ledger WHERE record = ?1 AND seq > ?2 AND action = ?3 AND denied = 0 LIMIT 1"
    case head = "SELECT size, checkpoint FROM head WHERE one = 1"
    case moveHead = "UPDATE head SET size = ?1, checkpoint = ?2 WHERE one = 1"
    case addHead = "INSERT INTO head (one, size, checkpoint) VALUES (1, ?1, ?2)"
    case addNode = "INSERT INTO tree (level, position, hash) VALUES (?1, ?2, ?3)"
    case node = "SELECT hash FROM tree WHERE level = ?1 AND position = ?2"
    case nodes =
        "SELECT position, hash FROM tree WHERE level = ?1 AND position >= ?2 AND position < ?3 ORDER BY position"

    // MARK: Searching the ledger

    case allowedAction = "SELECT seq FROM ledger WHERE action = ?1 AND denied = 0 LIMIT 1"
    /// While the ledger's time never went back, a span of time is a span of entries, found by its ends alone.
    case firstSince = "SELECT seq FROM ledger WHERE time >= ?1 ORDER BY time, seq LIMIT 1"
    case lastUntil = "SELECT seq FROM ledger WHERE time <= ?1 ORDER BY time DESC, seq DESC LIMIT 1"
    case leastSince = "SELECT MIN(seq) FROM ledger WHERE time >= ?1"
    case greatestUntil = "SELECT MAX(seq) FROM ledger WHERE time <= ?1"
    case countOfActor = """
        SELECT COUNT(*) FROM ledger WHERE actor = ?1 AND seq >= ?2 AND (?3 IS NULL OR time >= ?3)
            AND (?4 IS NULL OR action = ?4) AND (?5 IS NULL OR denied = ?5)
        """
    /// Each is counted by the index that a search goes by, so that a row which that index lacks is missed in the count. Of
    /// denials there are two such indexes: only of the one that searches go by `seq` is the first column.
    case numberedCount = "SELECT COUNT(*) FROM ledger WHERE number IS NOT NULL"
    case changeCount = "SELECT COUNT(*) FROM ledger WHERE change IS NOT NULL"
    case caseEntryCount = "SELECT COUNT(*) FROM ledger WHERE case_id IS NOT NULL"
    case recordEntryCount = "SELECT COUNT(*) FROM ledger WHERE record IS NOT NULL"
    case deniedCount = "SELECT COUNT(*) FROM ledger WHERE denied = 1 AND seq >= 0"

    // MARK: Things

    case addThing = "INSERT INTO things (seq, item, bytes) VALUES (?1, ?2, ?3)"
    case thing = "SELECT bytes FROM things WHERE seq = ?1 AND item = ?2"
    case thingItems = "SELECT seq, item FROM things WHERE seq >= ?1 AND seq < ?2"
    case addObject = "INSERT INTO objects (seq, name, size) VALUES (?1, ?2, ?3)"
    case object = "SELECT name, size FROM objects WHERE seq = ?1"
    case objectSizes = "SELECT seq, size FROM objects WHERE seq >= ?1 AND seq < ?2"
    case objectNamed = "SELECT seq FROM objects WHERE name = ?1"

    // MARK: The roster

    case addLink = "INSERT INTO roster (position, seq) VALUES (?1, ?2)"
    case linkCount = "SELECT COUNT(*) FROM roster"
    case links = "SELECT position, seq FROM roster ORDER BY position"
    case addPersonal = "INSERT INTO personal (person, seq, item) VALUES (?1, ?2, ?3)"
    case personal = "SELECT seq, item FROM personal WHERE person = ?1 ORDER BY seq, item"

    // MARK: Cases

    case addConcern = "INSERT INTO concerns (role, case_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING"
    case concern = "SELECT case_id FROM concerns WHERE role = ?1 AND case_id = ?2"
    case concerns = "SELECT case_id FROM concerns WHERE role = ?1 AND case_id > ?2 ORDER BY case_id LIMIT ?3"
    case concernCount = "SELECT COUNT(*) FROM (SELECT case_id FROM concerns WHERE role = ?1 LIMIT ?2) AS concerning"
    case addRecord = "INSERT INTO records (id, case_id, seq) VALUES (?1, ?2, ?3)"
    case record = "SELECT case_id, seq FROM records WHERE id = ?1"
    case setGrant = """
        INSERT INTO grants (id, case_id, role, owner, agency, until, unopened, waits)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        ON CONFLICT (id) DO UPDATE SET unopened = excluded.unopened, waits = excluded.waits
        """
    case grant = "SELECT case_id, role, owner, agency, until, unopened, waits FROM grants WHERE id = ?1"
    case setExport = """
        INSERT INTO exports (id, case_id, role, agency, waits, open) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (id) DO UPDATE SET waits = excluded.waits, open = excluded.open
        """
    case export = "SELECT case_id, role, agency, waits, open FROM exports WHERE id = ?1"
    case setAsk = """
        INSERT INTO asks (id, case_id, role, owner, seq, answer) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (id) DO UPDATE SET answer = excluded.answer
        """
    case ask = "SELECT case_id, role, owner, seq, answer FROM asks WHERE id = ?1"
    case askEntries = "SELECT seq, answer FROM asks WHERE role = ?1 ORDER BY seq DESC LIMIT ?2"
    /// What waits for the role `?3` of the agency `?2`, which approves if `?1` is 1: at `?4`, or before `?5`.
    case waitingCases = """
        SELECT case_id FROM (
            SELECT case_id FROM grants WHERE ?1 = 1 AND agency = ?2 AND waits = 1
            UNION
            SELECT case_id FROM grants WHERE role = ?3 AND unopened > 0 AND until >= ?4
            UNION
            SELECT case_id FROM grants WHERE role = ?3 AND until BETWEEN ?4 AND ?5
            UNION
            SELECT case_id FROM grants WHERE owner = ?3 AND until BETWEEN ?4 AND ?5
            UNION
            SELECT case_id FROM exports WHERE ?1 = 1 AND agency = ?2 AND waits = 1
            UNION
            SELECT case_id FROM exports WHERE role = ?3 AND open = 1
            UNION
            SELECT case_id FROM asks WHERE owner = ?3 AND answer IS NULL
        ) AS waiting ORDER BY case_id LIMIT ?6
        """

    // MARK: What an identity is found by

    case removeTokens = "DELETE FROM tokens WHERE record = ?1"
    case addToken = "INSERT INTO tokens (token, record, seq) VALUES (?1, ?2, ?3)"
    case tokens = "SELECT token, seq FROM tokens WHERE record = ?1"
    /// The cases with a record that has all of the tokens that are not null: `?33` of them.
    case casesFound = """
        SELECT case_id, MIN(seq) FROM (
            SELECT record FROM tokens WHERE token IN (
                ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
                ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32)
            GROUP BY record HAVING COUNT(*) = ?33
        ) AS found JOIN records ON id = record GROUP BY case_id ORDER BY MIN(seq) LIMIT ?34
        """
    case twins = """
        SELECT record FROM tokens JOIN records ON id = record
        WHERE token = ?1 AND case_id = ?2 AND record <> ?3 ORDER BY records.seq
        """

    // MARK: What follows from no entry alone

    case forgetNonces = "DELETE FROM nonces WHERE expires < ?1"
    case nonce = "SELECT expires FROM nonces WHERE nonce = ?1"
    /// Of two entries with one nonce, which somebody brought about who edits rows, each is an entry all the same.
    case addNonce = """
        INSERT INTO nonces (nonce, expires) VALUES (?1, ?2)
        ON CONFLICT (nonce) DO UPDATE SET
            expires = CASE WHEN excluded.expires > nonces.expires THEN excluded.expires ELSE nonces.expires END
        """
    case nonces = "SELECT nonce, expires FROM nonces"
    case keepNonce = "INSERT INTO nonces (nonce, expires) VALUES (?1, ?2) ON CONFLICT DO NOTHING"
    case suppress = """
        INSERT INTO floods (actor, suppressed) VALUES (?1, ?2)
        ON CONFLICT (actor) DO UPDATE SET suppressed = floods.suppressed + excluded.suppressed
        """
    case suppressed = "SELECT suppressed FROM floods WHERE actor = ?1"
    case removeSuppressed = "DELETE FROM floods WHERE actor = ?1"
    case floods = "SELECT actor, suppressed FROM floods"
    case spentHalves = "SELECT seq FROM spent_halves"
    case addSpentHalves = "INSERT INTO spent_halves (seq) VALUES (?1)"
    case clearSpentHalves = "DELETE FROM spent_halves"
    case witness = "SELECT size, note FROM witnesses WHERE person = ?1"
    case setWitness = """
        INSERT INTO witnesses (person, size, note) VALUES (?1, ?2, ?3)
        ON CONFLICT (person) DO UPDATE SET size = excluded.size, note = excluded.note
        """
}

/// How many rows a table has.
enum RowCount: String, PortableStatement {
    case things, objects, concerns, records, grants, asks, exports, witnesses, tree, personal, tokens

    var sql: String { "SELECT COUNT(*) FROM \(rawValue)" }
}

/// The first row of an entry from `?1` on.
enum RowsFrom: String, PortableStatement {
    case things, objects, roster

    var sql: String { "SELECT seq FROM \(rawValue) WHERE seq >= ?1 ORDER BY seq LIMIT 1" }
}

/// The entries that a filter lets pass, by what there is an index for. An engine needs no advice which one to take: beside the
/// numbers of the entries only what stands first in each statement can be searched by; the rest is a choice for each entry.
///
/// The parameters are the same in all: `?1` and `?2` the first and the last entry, `?3` the case, `?4` the record, `?5` the
/// actor, `?6` the role, `?7` the action, `?8` whether it was denied, `?9` and `?10` the times between which it was made, where
/// the entries' numbers do not tell; `?11` how many; and of a reader who may not see all `?12` who it is and `?13` their role.
/// What is null lets all pass.
enum EntrySearch: PortableStatement {
    case ofAll, ofCase, ofRecord, byActor, asRole, ofAction, ofDenied
    /// Of a reader whose role few cases concern: case by case.
    case ofFewConcerns
    /// Where many do: through all entries in their order, from `?9` to `?10`. Only while the ledger's time never went back.
    case ofManyConcerns

    /// Whether it asks who reads.
    var isSeen: Bool {
        switch self {
        case .ofCase, .ofRecord, .ofFewConcerns, .ofManyConcerns: true
        case .ofAll, .byActor, .asRole, .ofAction, .ofDenied: false
        }
    }

    var sql: String {
        switch self {
        case .ofAll: Self.page("\(Self.span) AND \(Self.rest())")
        case .ofCase: Self.page("ledger.case_id = ?3 AND \(Self.span) AND \(Self.rest("case_id")) AND \(Self.seen)")
        case .ofRecord: Self.page("ledger.record = ?4 AND \(Self.span) AND \(Self.rest("record")) AND \(Self.seen)")
        case .byActor: Self.page("ledger.actor = ?5 AND \(Self.span) AND \(Self.rest("actor"))")
        case .asRole: Self.page("ledger.role = ?6 AND \(Self.span) AND \(Self.rest("role"))")
        case .ofAction: Self.page("ledger.action = ?7 AND \(Self.span) AND \(Self.rest("action"))")
        case .ofDenied: Self.page("ledger.denied = 1 AND ?8 = 1 AND \(Self.span) AND \(Self.rest("denied"))")
        case .ofFewConcerns:
            """
            SELECT seq FROM (
                SELECT ledger.seq FROM ledger WHERE ledger.actor = ?12 AND \(Self.span) AND \(Self.rest())
                UNION
                SELECT ledger.seq FROM concerns JOIN ledger ON ledger.case_id = concerns.case_id
                WHERE concerns.role = ?13 AND \(Self.span) AND \(Self.rest())
            ) AS found ORDER BY seq LIMIT ?11
            """
        case .ofManyConcerns:
            """
            SELECT ledger.seq FROM ledger
            WHERE ledger.time BETWEEN ?9 AND ?10 AND CASE WHEN \(Self.span) THEN 1 ELSE 0 END = 1
                AND \(Self.rest("time")) AND \(Self.seen)
            ORDER BY ledger.time, ledger.seq LIMIT ?11
            """
        }
    }

    private static func page(_ condition: String) -> String {
        "SELECT ledger.seq FROM ledger WHERE \(condition) ORDER BY ledger.seq LIMIT ?11"
    }

    private static let span = "ledger.seq BETWEEN ?1 AND ?2"

    private static let conditions = [
        ("case_id", "(?3 IS NULL OR ledger.case_id = ?3)"), ("record", "(?4 IS NULL OR ledger.record = ?4)"),
        ("actor", "(?5 IS NULL OR ledger.actor = ?5)"), ("role", "(?6 IS NULL OR ledger.role = ?6)"),
        ("action", "(?7 IS NULL OR ledger.action = ?7)"), ("denied", "(?8 IS NULL OR ledger.denied = ?8)"),
        ("time", "(?9 IS NULL OR ledger.time >= ?9) AND (?10 IS NULL OR ledger.time <= ?10)"),
    ]

    /// What is asked of all columns but the one that is searched by.
    private static func rest(_ searched: String = "") -> String {
        conditions.filter { $0.0 != searched }.map(\.1).joined(separator: " AND ")
    }

    /// As a choice it can't be searched by.
    private static let seen = """
        CASE WHEN ?12 IS NULL OR ledger.actor = ?12 THEN 1 WHEN EXISTS (
            SELECT 1 FROM concerns WHERE concerns.role = ?13 AND concerns.case_id = ledger.case_id
        ) THEN 1 ELSE 0 END = 1
        """
}

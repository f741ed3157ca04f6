import GRDB
import Store

/// What a database is made of, and how one that an older program made becomes the same.
///
/// SQLite keeps the text of each statement, comments within it too, and `isWhole` compares it: whoever changes a word between
/// `CREATE` and its end has made another version, and owes a step.
struct Schema {
    /// All that a new database is made with.
    let sql: String
    /// What makes of each version the next, from version 1 on. A table whose text changes is renamed, made with its new text,
    /// filled from the renamed one, and that is dropped: renaming the new one would leave its text another than a fresh one's.
    let steps: [String]

    /// It counts from 1, and stands in the database as SQLite's `user_version`.
    var version: Int { steps.count + 1 }

    static let index = Schema(sql: indexSQL, steps: [])
    static let halves = Schema(sql: halvesSQL, steps: [])
}

extension Schema {
    func make(in queue: any DatabaseWriter) throws {
        try SQLite.translating {
            try queue.write { db in
                try db.execute(sql: sql)
                try setVersion(db)
            }
        }
    }

    /// Brings what an older program made to this version, all the way or not at all.
    ///
    /// Throws `newer` for a version that this program does not know, and `incomplete` where what comes of an older one is not what
    /// a new one is made with: then it stays as it was.
    func advance(_ queue: any DatabaseWriter) throws {
        try SQLite.translating {
            if try queue.read(isCurrent) { return }
            try queue.writeWithoutTransaction { db in
                // A table that others refer to can't be replaced otherwise; the references are checked before the commit.
                try db.execute(sql: "PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON")
                defer { try? db.execute(sql: "PRAGMA legacy_alter_table = OFF; PRAGMA foreign_keys = ON") }
                try db.inTransaction(.immediate) {
                    // Another process may have been faster.
                    if try isCurrent(db) { return .commit }
                    for step in steps[(try Self.version(of: db) - 1)...] { try db.execute(sql: step) }
                    try setVersion(db)
                    guard try isWhole(db), try Row.fetchOne(db, sql: "PRAGMA foreign_key_check") == nil else {
                        throw StoreError.incomplete
                    }
                    return .commit
                }
            }
        }
    }

    /// Throws `newer` where another process has meanwhile brought it to a version that this program does not know.
    func check(_ db: Database) throws {
        guard try isCurrent(db) else { throw StoreError.incomplete }
    }

    /// Whether it has this version, and not an older one.
    private func isCurrent(_ db: Database) throws -> Bool {
        let found = try Self.version(of: db)
        guard found >= 1 else { throw StoreError.incomplete }
        guard found <= version else { throw StoreError.newer(version: found) }
        return found == version
    }

    private static func version(of db: Database) throws -> Int {
        try Int.fetchOne(try db.cachedStatement(sql: "PRAGMA user_version")) ?? 0
    }

    private func setVersion(_ db: Database) throws { try db.execute(sql: "PRAGMA user_version = \(version)") }

    /// Whether a database has what a new one is made with, to the letter, and nothing besides: a trigger that is gone no longer
    /// keeps the ledger from being rewritten.
    func isWhole(_ db: Database) throws -> Bool {
        let fresh = try DatabaseQueue().write { fresh in
            try fresh.execute(sql: sql)
            return try Self.parts(of: fresh)
        }
        return try Self.parts(of: db) == fresh
    }

    /// As SQLite has them: a text that is none, asked for as one, would end the program.
    private static func parts(of db: Database) throws -> Set<[DatabaseValue]> {
        Set(
            try Row.fetchAll(db, sql: "SELECT type, name, tbl_name, sql FROM sqlite_schema").map {
                Array($0.databaseValues)
            })
    }
}

extension Schema {
    /// The index: everything but large payloads and the halves. Names, texts and leaves are sealed or stand as HMACs;
    /// in the clear are random ids, numbers, sizes and times.
    private static let indexSQL = """
        CREATE TABLE vault (
            one         INTEGER PRIMARY KEY CHECK (one = 1),
            vault       TEXT NOT NULL CHECK (length(vault) = 64),
            -- SHA-256 of the sealed seed that was committed last, and of the last that somebody else than its sealer opened.
            sealed_seed TEXT NOT NULL CHECK (length(sealed_seed) = 64),
            kept_seed   TEXT NOT NULL CHECK (length(kept_seed) = 64),
            -- Who sealed the newest; null of the founding's.
            sealed_by   BLOB CHECK (length(sealed_by) = 16),
            -- Rows of custody.sqlite up to here are settled; later ones without a ledger entry are orphans.
            halves_seen INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE TABLE ledger (
            seq      INTEGER PRIMARY KEY CHECK (seq >= 0),
            time     INTEGER NOT NULL,
            denied   INTEGER NOT NULL CHECK (denied IN (0, 1)),
            leaf     BLOB NOT NULL,
            -- Of a denied request only where it was the reason.
            manifest BLOB,
            actor    BLOB NOT NULL CHECK (length(actor) = 16),
            role     BLOB NOT NULL CHECK (length(role) = 16),
            action   BLOB NOT NULL CHECK (length(action) = 16),
            case_id  TEXT,
            number   INTEGER,
            change   INTEGER,
            record   TEXT,
            CHECK (manifest IS NOT NULL OR denied = 1),
            CHECK ((number IS NULL) OR (case_id IS NOT NULL)),
            CHECK ((change IS NULL) OR (denied = 0 AND number IS NOT NULL))
        ) STRICT;
        CREATE UNIQUE INDEX ledger_number ON ledger (case_id, number) WHERE number IS NOT NULL;
        CREATE UNIQUE INDEX ledger_change ON ledger (case_id, change) WHERE change IS NOT NULL;
        CREATE INDEX ledger_case ON ledger (case_id, seq) WHERE case_id IS NOT NULL;
        CREATE INDEX ledger_record ON ledger (record, seq) WHERE record IS NOT NULL;
        -- Each holds what the others are searched by, so that no leaf is read for an entry that is not shown.
        CREATE INDEX ledger_actor ON ledger (actor, seq, role, action, denied);
        CREATE INDEX ledger_role ON ledger (role, seq, actor, action, denied);
        CREATE INDEX ledger_action ON ledger (action, seq, actor, role, denied);
        CREATE INDEX ledger_denied ON ledger (seq, actor, role, action) WHERE denied = 1;
        -- Times never go back: a span of time is a span of entries.
        CREATE INDEX ledger_time ON ledger (time, seq, case_id, actor);

        -- The ledger only appends.
        CREATE TRIGGER ledger_appends BEFORE INSERT ON ledger
        WHEN NEW.seq <> (SELECT COALESCE(MAX(seq) + 1, 0) FROM ledger)
        BEGIN SELECT RAISE(ABORT, 'the ledger only appends'); END;
        CREATE TRIGGER ledger_stays BEFORE UPDATE ON ledger
        BEGIN SELECT RAISE(ABORT, 'the ledger only appends'); END;
        CREATE TRIGGER ledger_keeps BEFORE DELETE ON ledger
        BEGIN SELECT RAISE(ABORT, 'the ledger only appends'); END;

        -- Hashes of complete subtrees: (level, position) covers leaves position << level ..< (position + 1) << level.
        CREATE TABLE tree (
            level    INTEGER NOT NULL,
            position INTEGER NOT NULL,
            hash     BLOB NOT NULL CHECK (length(hash) = 32),
            PRIMARY KEY (level, position)
        ) STRICT, WITHOUT ROWID;
        -- REPLACE deletes without asking the trigger on DELETE.
        CREATE TRIGGER tree_grows BEFORE INSERT ON tree
        WHEN EXISTS (SELECT 1 FROM tree WHERE level = NEW.level AND position = NEW.position)
        BEGIN SELECT RAISE(ABORT, 'the tree only grows'); END;
        CREATE TRIGGER tree_stays BEFORE UPDATE ON tree
        BEGIN SELECT RAISE(ABORT, 'the tree only grows'); END;
        CREATE TRIGGER tree_keeps BEFORE DELETE ON tree
        BEGIN SELECT RAISE(ABORT, 'the tree only grows'); END;

        CREATE TABLE head (
            one        INTEGER PRIMARY KEY CHECK (one = 1),
            size       INTEGER NOT NULL CHECK (size > 0),
            checkpoint BLOB NOT NULL
        ) STRICT;
        CREATE TRIGGER head_is_one BEFORE INSERT ON head WHEN EXISTS (SELECT 1 FROM head)
        BEGIN SELECT RAISE(ABORT, 'the tree only grows'); END;
        CREATE TRIGGER head_grows BEFORE UPDATE ON head WHEN NEW.size <= OLD.size
        BEGIN SELECT RAISE(ABORT, 'the tree only grows'); END;
        CREATE TRIGGER head_keeps BEFORE DELETE ON head
        BEGIN SELECT RAISE(ABORT, 'the tree only grows'); END;

        -- The sealed things that an entry's manifest lists, by their place in it.
        CREATE TABLE things (
            seq   INTEGER NOT NULL REFERENCES ledger (seq),
            item  INTEGER NOT NULL,
            bytes BLOB NOT NULL,
            PRIMARY KEY (seq, item)
        ) STRICT;

        -- Payloads too large for a row, by the name of their file.
        CREATE TABLE objects (
            seq  INTEGER PRIMARY KEY REFERENCES ledger (seq),
            name TEXT NOT NULL UNIQUE,
            size INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE roster (
            position INTEGER PRIMARY KEY,
            seq      INTEGER NOT NULL UNIQUE REFERENCES ledger (seq)
        ) STRICT;

        -- Which things are age files to a person.
        CREATE TABLE personal (
            person BLOB NOT NULL,
            seq    INTEGER NOT NULL,
            item   INTEGER NOT NULL,
            PRIMARY KEY (person, seq, item),
            FOREIGN KEY (seq, item) REFERENCES things (seq, item)
        ) STRICT, WITHOUT ROWID;

        -- Which cases may concern a role: it made them, or was given a grant once. What holds now, the trail says.
        CREATE TABLE concerns (
            role    BLOB NOT NULL,
            case_id TEXT NOT NULL,
            PRIMARY KEY (role, case_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE records (
            id      TEXT PRIMARY KEY,
            case_id TEXT NOT NULL,
            -- The entry that added it: what a search finds is ordered by that.
            seq     INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- What an inbox is found by; what holds, the trail says.
        CREATE TABLE grants (
            id       TEXT PRIMARY KEY,
            case_id  TEXT NOT NULL,
            role     BLOB NOT NULL CHECK (length(role) = 16),
            owner    BLOB NOT NULL CHECK (length(owner) = 16),
            agency   BLOB NOT NULL CHECK (length(agency) = 16),
            until    INTEGER NOT NULL,
            -- How many of those it is for have not opened it.
            unopened INTEGER NOT NULL,
            -- 1 while it needs approvals that it has not got, and was not revoked.
            waits    INTEGER NOT NULL CHECK (waits IN (0, 1))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX grants_unopened ON grants (role, until) WHERE unopened > 0;
        CREATE INDEX grants_to ON grants (role, until);
        CREATE INDEX grants_of ON grants (owner, until);
        CREATE INDEX grants_waiting ON grants (agency) WHERE waits = 1;

        CREATE TABLE exports (
            id      TEXT PRIMARY KEY,
            case_id TEXT NOT NULL,
            role    BLOB NOT NULL CHECK (length(role) = 16),
            agency  BLOB NOT NULL CHECK (length(agency) = 16),
            -- 1 while it needs approvals that it has not got.
            waits   INTEGER NOT NULL CHECK (waits IN (0, 1)),
            -- 1 while it was neither used nor ended.
            open    INTEGER NOT NULL CHECK (open IN (0, 1))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX exports_waiting ON exports (agency) WHERE waits = 1;
        CREATE INDEX exports_open ON exports (role) WHERE open = 1;

        CREATE TABLE asks (
            id       TEXT PRIMARY KEY,
            case_id  TEXT NOT NULL,
            role     BLOB NOT NULL CHECK (length(role) = 16),
            owner    BLOB NOT NULL CHECK (length(owner) = 16),
            seq      INTEGER NOT NULL REFERENCES ledger (seq),
            -- The entry that granted or refused it.
            answer   INTEGER REFERENCES ledger (seq)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX asks_by ON asks (role, seq);
        CREATE INDEX asks_of ON asks (owner) WHERE answer IS NULL;

        -- Halves that a move replaced: to be removed by the next writer, if not at once.
        CREATE TABLE spent_halves (
            seq INTEGER PRIMARY KEY
        ) STRICT;

        CREATE TABLE tokens (
            token   BLOB NOT NULL CHECK (length(token) = 32),
            record  TEXT NOT NULL REFERENCES records (id),
            -- The entry that brought it.
            seq     INTEGER NOT NULL REFERENCES ledger (seq),
            PRIMARY KEY (token, record)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX tokens_record ON tokens (record);

        -- Of each person the latest checkpoint that they cosigned.
        CREATE TABLE witnesses (
            person BLOB PRIMARY KEY CHECK (length(person) = 16),
            size   INTEGER NOT NULL CHECK (size > 0),
            note   BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER witnesses_grow BEFORE UPDATE ON witnesses WHEN NEW.size < OLD.size
        BEGIN SELECT RAISE(ABORT, 'a witness does not go back'); END;

        -- Against replay: kept for ten minutes after the request has expired, by the time of the ledger.
        CREATE TABLE nonces (
            nonce   BLOB PRIMARY KEY,
            expires INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX nonces_expires ON nonces (expires);

        -- Denials that were counted and not listed.
        CREATE TABLE floods (
            actor      BLOB PRIMARY KEY,
            suppressed INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// The custodian's halves, in a file of their own: its own permissions, its own short-lived backups.
    private static let halvesSQL = """
        CREATE TABLE halves (
            row     INTEGER PRIMARY KEY AUTOINCREMENT,
            seq     INTEGER NOT NULL,
            kind    TEXT NOT NULL CHECK (kind IN ('key', 'metadata')),
            half    BLOB NOT NULL,
            -- Of one transaction, by chance: what a crash leaves behind is one of these, never several.
            batch   BLOB NOT NULL CHECK (length(batch) = 16),
            UNIQUE (seq, kind)
        ) STRICT;
        """
}

// SPDX-License-Identifier: Apache-2.0

/// The tables of the first version. Instants are microseconds since 1970, but for those columns of `events` that are
/// declared as `TIMESTAMP`, which are text. Body ids refer to `bodies` without foreign keys, because a key without an
/// index on every referring column would make each swept body cost a scan; `examineDatabase` looks for lost ones.
let calendarStoreSchema = accountTables + objectTables + syncTables + eventTables + searchTables + recordTables

private let accountTables = """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;

    CREATE TABLE accounts (
        name TEXT PRIMARY KEY, kind TEXT NOT NULL, url TEXT NOT NULL, username TEXT NOT NULL, principal TEXT,
        discovered_at INTEGER, state TEXT NOT NULL, problem TEXT, problem_since INTEGER
    ) WITHOUT ROWID;

    CREATE TABLE account_homes (
        account TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE, position INTEGER NOT NULL,
        href TEXT NOT NULL, PRIMARY KEY (account, position)
    ) WITHOUT ROWID;

    CREATE TABLE calendars (
        id TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts (name), short_name TEXT NOT NULL,
        href TEXT NOT NULL, href_key TEXT NOT NULL, display_name TEXT, color TEXT, display_order INTEGER,
        summary TEXT, sync_token TEXT, ctag TEXT, supports_sync_collection INTEGER NOT NULL, components TEXT,
        is_writable INTEGER NOT NULL, max_resource_size INTEGER, complete_at INTEGER, hidden_since INTEGER,
        is_detached INTEGER NOT NULL, problem TEXT, problem_since INTEGER, with_base INTEGER NOT NULL DEFAULT 0,
        phase TEXT GENERATED ALWAYS AS (CASE WHEN is_detached THEN 'detached' WHEN hidden_since IS NOT NULL
            THEN 'hidden' WHEN complete_at IS NULL THEN 'first sync' ELSE 'following' END) VIRTUAL,
        UNIQUE (account, short_name)
    ) WITHOUT ROWID;

    """

private let objectTables = """
    CREATE TABLE bodies (id INTEGER PRIMARY KEY AUTOINCREMENT, bytes BLOB NOT NULL, media_type TEXT NOT NULL);

    CREATE TABLE objects (
        id TEXT PRIMARY KEY, calendar_id TEXT NOT NULL REFERENCES calendars (id), local_body INTEGER,
        revision INTEGER NOT NULL, uid TEXT NOT NULL, checksum TEXT NOT NULL, zone_checksum TEXT NOT NULL,
        kind TEXT NOT NULL, is_recurring INTEGER NOT NULL, is_cut_off INTEGER NOT NULL, uneditable TEXT, notes TEXT,
        touched_start INTEGER, touched_end INTEGER, window_end INTEGER NOT NULL,
        created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX idx_objects_uid ON objects (uid);
    CREATE INDEX idx_objects_recurring ON objects (window_end) WHERE is_recurring = 1;

    """

private let syncTables = """
    CREATE TABLE sync_metadata (
        calendar_id TEXT NOT NULL REFERENCES calendars (id) ON DELETE CASCADE, href_key TEXT NOT NULL,
        href TEXT NOT NULL, object_id TEXT, base_etag TEXT, schedule_tag TEXT, base_body INTEGER, seen_etag TEXT,
        remote_body INTEGER, near INTEGER NOT NULL, state TEXT NOT NULL, is_approved INTEGER NOT NULL,
        attempts INTEGER NOT NULL, next_attempt INTEGER, last_error TEXT, last_sync INTEGER,
        pay_order INTEGER GENERATED ALWAYS AS ((attempts > 0) * 2 + (near = 0)) VIRTUAL,
        PRIMARY KEY (calendar_id, href_key)
    ) WITHOUT ROWID;
    CREATE INDEX idx_sync_metadata_debts ON sync_metadata (calendar_id, state, pay_order, href_key)
        WHERE state <> 'clean';
    CREATE INDEX idx_sync_metadata_object ON sync_metadata (calendar_id, object_id) WHERE object_id IS NOT NULL;

    -- The delete gate asks for the number of rows with a base after every batch, so it is kept, not counted.
    CREATE TRIGGER sync_metadata_after_insert AFTER INSERT ON sync_metadata WHEN new.base_body IS NOT NULL BEGIN
        UPDATE calendars SET with_base = with_base + 1 WHERE id = new.calendar_id;
    END;
    CREATE TRIGGER sync_metadata_after_update AFTER UPDATE OF base_body ON sync_metadata
    WHEN (new.base_body IS NULL) <> (old.base_body IS NULL) BEGIN
        UPDATE calendars SET with_base = with_base + iif(new.base_body IS NULL, -1, 1) WHERE id = new.calendar_id;
    END;
    CREATE TRIGGER sync_metadata_after_delete AFTER DELETE ON sync_metadata WHEN old.base_body IS NOT NULL BEGIN
        UPDATE calendars SET with_base = with_base - 1 WHERE id = old.calendar_id;
    END;

    CREATE TABLE outbox (
        object_id TEXT NOT NULL REFERENCES objects (id), calendar_id TEXT NOT NULL REFERENCES calendars (id),
        operation TEXT NOT NULL, href TEXT NOT NULL, href_key TEXT NOT NULL, sent_body INTEGER,
        sent_revision INTEGER, attempts INTEGER NOT NULL, next_attempt INTEGER, state TEXT NOT NULL,
        last_error TEXT, is_approved INTEGER NOT NULL, queued_at INTEGER NOT NULL,
        PRIMARY KEY (object_id, calendar_id)
    ) WITHOUT ROWID;
    CREATE INDEX idx_outbox_calendar_id ON outbox (calendar_id, queued_at);

    """

/// The first line of columns, up to `checksum`, and the first four indexes are what other tools rely on.
private let eventTables = """
    CREATE TABLE events (
        id TEXT PRIMARY KEY, calendar_id TEXT NOT NULL, title TEXT NOT NULL, description TEXT, location TEXT,
        start_time TIMESTAMP NOT NULL, end_time TIMESTAMP NOT NULL, all_day BOOLEAN DEFAULT 0, recurrence_rule TEXT,
        status TEXT DEFAULT 'confirmed', url TEXT,
        created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
        sync_token TEXT, last_sync TIMESTAMP, api_event_id TEXT, checksum TEXT,
        object_id TEXT NOT NULL, uid TEXT NOT NULL, recurrence_id TEXT, time_zone TEXT,
        sequence INTEGER NOT NULL, number INTEGER NOT NULL UNIQUE, time_kind INTEGER NOT NULL,
        start_seconds INTEGER NOT NULL, end_seconds INTEGER NOT NULL, created INTEGER, last_modified INTEGER,
        categories TEXT, participants TEXT
    );
    CREATE INDEX idx_events_calendar_id ON events (calendar_id);
    CREATE INDEX idx_events_start_time ON events (start_time);
    CREATE INDEX idx_events_date_range ON events (start_time, end_time);
    CREATE INDEX idx_events_title ON events (title);

    CREATE TABLE recurrence_patterns (
        event INTEGER NOT NULL REFERENCES events (number) ON DELETE CASCADE, position INTEGER NOT NULL,
        kind TEXT NOT NULL, value TEXT NOT NULL, time_zone TEXT, PRIMARY KEY (event, position)
    ) WITHOUT ROWID;

    CREATE TABLE participants (
        event INTEGER NOT NULL REFERENCES events (number) ON DELETE CASCADE, position INTEGER NOT NULL,
        kind TEXT NOT NULL, address TEXT NOT NULL, name TEXT, status TEXT, role TEXT, PRIMARY KEY (event, position)
    ) WITHOUT ROWID;

    -- No foreign key: it would be checked for each of a series' instances. The trigger below takes its place.
    CREATE TABLE occurrences (
        event INTEGER NOT NULL, position INTEGER NOT NULL, kind INTEGER NOT NULL, class INTEGER NOT NULL,
        start INTEGER NOT NULL, end INTEGER NOT NULL, recurrence_id TEXT, PRIMARY KEY (event, position)
    ) WITHOUT ROWID;
    CREATE INDEX idx_occurrences_start ON occurrences (kind, class, start, end);

    """

/// Full-text search over `events`, which keeps the text. No triggers fill it: with `trusted_schema` off, SQLite 3.40
/// lets no trigger write to a virtual table.
private let searchTables = """
    CREATE VIRTUAL TABLE events_fts USING fts5 (
        title, description, location, participants, content = 'events', content_rowid = 'number',
        tokenize = 'unicode61 remove_diacritics 2', prefix = '2'
    );
    CREATE TRIGGER events_after_delete AFTER DELETE ON events BEGIN
        DELETE FROM occurrences WHERE event = old.number;
    END;

    """

private let recordTables = """
    CREATE TABLE conflicts (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, object_id TEXT NOT NULL, calendar_id TEXT NOT NULL,
        title TEXT, base_body INTEGER, local_body INTEGER, remote_body INTEGER, decision TEXT NOT NULL,
        rule TEXT NOT NULL, resolved_at INTEGER
    );

    CREATE TABLE journal (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, run TEXT, origin TEXT NOT NULL,
        cause TEXT NOT NULL, kind TEXT NOT NULL, calendar_id TEXT NOT NULL, object_id TEXT NOT NULL, title TEXT,
        before_body INTEGER, after_body INTEGER
    );

    CREATE TABLE cache_invalidation (
        number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL, calendar_id TEXT NOT NULL,
        event_id TEXT, range_start INTEGER, range_end INTEGER
    );

    -- One row per operation and period; durations in microseconds.
    CREATE TABLE performance_metrics (
        operation TEXT NOT NULL, period_start INTEGER NOT NULL, period INTEGER NOT NULL, count INTEGER NOT NULL,
        items INTEGER NOT NULL, failures INTEGER NOT NULL, total INTEGER NOT NULL, shortest INTEGER NOT NULL,
        longest INTEGER NOT NULL, PRIMARY KEY (operation, period, period_start)
    ) WITHOUT ROWID;

    CREATE TABLE schema_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL);

    """

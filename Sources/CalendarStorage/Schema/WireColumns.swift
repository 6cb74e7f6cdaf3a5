// SPDX-License-Identifier: Apache-2.0

/// What is learnt of a server and of who we are there. Sets of texts are one text per line.
let wireColumns = """
    ALTER TABLE accounts ADD COLUMN capabilities TEXT;
    ALTER TABLE accounts ADD COLUMN addresses TEXT;
    ALTER TABLE calendars ADD COLUMN owner TEXT;
    ALTER TABLE calendars ADD COLUMN resource_id TEXT;
    ALTER TABLE calendars ADD COLUMN audited_at INTEGER;
    ALTER TABLE calendars ADD COLUMN audit_repairs INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE calendars ADD COLUMN deleted_at INTEGER;
    CREATE TABLE calendar_wishes (
        wished_for TEXT PRIMARY KEY REFERENCES calendars (id) ON DELETE CASCADE, wanted_name TEXT, wanted_color TEXT,
        wanted_order INTEGER, wanted_since INTEGER NOT NULL, wish_attempts INTEGER NOT NULL,
        wish_next_attempt INTEGER, wish_error TEXT, wish_refusal TEXT
    ) WITHOUT ROWID;
    """

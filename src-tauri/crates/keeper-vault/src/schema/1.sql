-- The first schema. Frozen: later changes are further steps.
CREATE TABLE meta (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per way to open the vault; `wrapped` is the data key, sealed.
CREATE TABLE key_slots (
    kind TEXT PRIMARY KEY NOT NULL,
    created_at INTEGER NOT NULL,
    parameters TEXT NOT NULL,
    wrapped BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- A known text, sealed: tells a wrong data key from a damaged row.
CREATE TABLE key_check (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    sealed BLOB NOT NULL
) STRICT;

CREATE TABLE apps (
    id BLOB PRIMARY KEY NOT NULL,
    client_id TEXT NOT NULL,
    draft TEXT NOT NULL,
    fault TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX one_app_per_client_id ON apps (client_id) WHERE client_id <> '';

-- `place` is 'present' or 'former'.
CREATE TABLE client_secrets (
    app BLOB NOT NULL REFERENCES apps (id),
    place TEXT NOT NULL,
    set_at INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (app, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
    hub_id INTEGER PRIMARY KEY NOT NULL,
    name TEXT,
    domain TEXT,
    account_type TEXT NOT NULL,
    ui_domain TEXT,
    data_hosting TEXT,
    time_zone TEXT,
    last_call_at INTEGER,
    noted_at INTEGER NOT NULL
) STRICT;

CREATE TABLE installations (
    id BLOB PRIMARY KEY NOT NULL,
    app BLOB NOT NULL REFERENCES apps (id),
    hub_id INTEGER NOT NULL,
    user_id INTEGER,
    condition TEXT NOT NULL,
    proven_at INTEGER,
    requested TEXT NOT NULL,
    granted TEXT NOT NULL,
    installed_by TEXT,
    installed_at INTEGER NOT NULL,
    authorized_at INTEGER NOT NULL,
    last_error TEXT,
    forgotten_at INTEGER,
    access_print TEXT,
    access_expires_at INTEGER,
    refresh_print TEXT,
    notes TEXT NOT NULL,
    tags TEXT NOT NULL,
    keep_alive TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX one_kept_installation
    ON installations (app, hub_id, ifnull(user_id, 0)) WHERE forgotten_at IS NULL;
CREATE INDEX installations_by_app ON installations (app, hub_id);
CREATE INDEX installations_by_account ON installations (hub_id);
CREATE INDEX forgotten_installations
    ON installations (forgotten_at) WHERE forgotten_at IS NOT NULL;

CREATE TABLE grants (
    id BLOB PRIMARY KEY NOT NULL,
    app BLOB NOT NULL REFERENCES apps (id),
    expected INTEGER,
    hub_id INTEGER,
    renews BLOB,
    requested TEXT NOT NULL,
    granted TEXT NOT NULL,
    state TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    access_print TEXT,
    access_expires_at INTEGER,
    refresh_print TEXT
) STRICT;
CREATE INDEX grants_by_app ON grants (app);

-- The tokens of an installation or of a grant; a new installation takes over
-- the identifier of its grant, and with it this row.
CREATE TABLE tokens (
    owner BLOB PRIMARY KEY NOT NULL,
    access BLOB NOT NULL,
    refresh BLOB NOT NULL,
    access_expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE activity (
    sequence INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    app BLOB,
    hub_id INTEGER,
    installation BLOB,
    code TEXT,
    hubspot_status TEXT,
    correlation_id TEXT,
    actor TEXT NOT NULL
) STRICT;

CREATE TABLE settings (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

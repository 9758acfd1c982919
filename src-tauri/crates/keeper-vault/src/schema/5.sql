-- Calls to HubSpot that may change what a token is worth, noted before they are
-- made. An older program would neither write these notes nor know the condition
-- of a token that can't be decrypted, so it must not use the file.
CREATE TABLE intents (
    owner BLOB PRIMARY KEY NOT NULL,
    app BLOB NOT NULL,
    hub_id INTEGER,
    renews BLOB,
    call TEXT NOT NULL,
    started_at INTEGER NOT NULL
) STRICT;

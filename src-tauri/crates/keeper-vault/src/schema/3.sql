-- A grant of an installation that was started elsewhere waits for a person's
-- word; an older program would make an installation of it by itself.
ALTER TABLE grants ADD COLUMN from_elsewhere INTEGER NOT NULL DEFAULT 0;

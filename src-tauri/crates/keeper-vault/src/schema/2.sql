-- The activity list is asked newest first, for one app, account or
-- installation as often as for all.
CREATE INDEX activity_by_time ON activity (at, sequence);
CREATE INDEX activity_by_app ON activity (app, at) WHERE app IS NOT NULL;
CREATE INDEX activity_by_account ON activity (hub_id, at) WHERE hub_id IS NOT NULL;
CREATE INDEX activity_by_installation
    ON activity (installation, at) WHERE installation IS NOT NULL;

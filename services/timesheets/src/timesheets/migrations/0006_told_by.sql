-- Which event each state was told by, and when: a late event does not undo a newer one. What was kept
-- before counts as older than any event that comes from now on.
ALTER TABLE agencies
    ADD COLUMN told_at timestamptz NOT NULL DEFAULT '-infinity',
    ADD COLUMN told_by uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE companies
    ADD COLUMN told_at timestamptz NOT NULL DEFAULT '-infinity',
    ADD COLUMN told_by uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE people
    ADD COLUMN told_at timestamptz NOT NULL DEFAULT '-infinity',
    ADD COLUMN told_by uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';

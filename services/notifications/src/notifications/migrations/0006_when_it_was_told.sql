-- What others own is kept as it was told last: by the time of the event and, where two have the same,
-- by its id. What is there already may be overwritten by whatever comes.
ALTER TABLE agencies ADD COLUMN told_at timestamptz NOT NULL DEFAULT '-infinity';
ALTER TABLE agencies
ADD COLUMN told_by uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE people ADD COLUMN told_at timestamptz NOT NULL DEFAULT '-infinity';
ALTER TABLE people
ADD COLUMN told_by uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE companies ADD COLUMN told_at timestamptz NOT NULL DEFAULT '-infinity';
ALTER TABLE companies
ADD COLUMN told_by uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE projects ADD COLUMN told_at timestamptz NOT NULL DEFAULT '-infinity';
ALTER TABLE projects
ADD COLUMN told_by uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE work_orders ADD COLUMN told_at timestamptz NOT NULL DEFAULT '-infinity';
ALTER TABLE work_orders
ADD COLUMN told_by uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE transactions ADD COLUMN told_at timestamptz NOT NULL DEFAULT '-infinity';
ALTER TABLE transactions
ADD COLUMN told_by uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';

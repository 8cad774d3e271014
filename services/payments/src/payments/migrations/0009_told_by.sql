-- Which event each state was told by: of two of one moment, the later one is the newer state.
ALTER TABLE agencies
    ADD COLUMN told_by uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE contractors
    ADD COLUMN told_by uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE companies
    ADD COLUMN told_by uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE projects
    ADD COLUMN told_by uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';

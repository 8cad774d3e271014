-- For so long an approval of work can be taken back (minutes); 0: it is final at once.
ALTER TABLE agencies ADD COLUMN approval_undo_minutes integer NOT NULL DEFAULT 10
    CHECK (approval_undo_minutes BETWEEN 0 AND 1440);

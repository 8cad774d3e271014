-- squawk-ignore-file require-concurrent-index-creation
-- A migration is one transaction. Like the indexes of 0013: a second for a million rows.

-- Months that are closed: nothing is booked on a day of theirs any more. Rows are only ever added;
-- the books are closed through the latest of them.
CREATE TABLE closings (
    agency_id uuid NOT NULL,
    closed_through date NOT NULL,
    closed_by uuid NOT NULL,
    closed_by_name text NOT NULL,
    closed_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, closed_through)
);
SELECT chassis.append_only_table('closings');

-- The rule itself, whoever writes: the application asks before, and says it better.
CREATE FUNCTION refuse_closed_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added AS a JOIN closings AS c USING (agency_id)
        WHERE a.booked_on <= c.closed_through
    ) THEN
        RAISE EXCEPTION 'the books are closed on a day of these postings'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER refuse_closed_days AFTER INSERT ON postings
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_days();

-- The general ledger by day: balances as of a day, and the export of a period.
CREATE INDEX postings_by_day ON postings (agency_id, booked_on, posting_id);

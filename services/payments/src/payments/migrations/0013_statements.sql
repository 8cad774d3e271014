-- squawk-ignore-file require-concurrent-index-creation, adding-not-nullable-field
-- A migration is one transaction. On a table of a million rows these take a second each, in which
-- writes wait and reads go on.

-- The date at the agency on which a posting was made, kept with it: a statement as of a past day is
-- the same whenever it is asked for, also after the agency has moved to another time zone.
ALTER TABLE postings ADD COLUMN booked_on date;
-- The owner does what is done for all agencies at once: for that moment the policy is not his.
ALTER TABLE postings NO FORCE ROW LEVEL SECURITY;
UPDATE postings AS p SET booked_on = (
    p.posted_at AT TIME ZONE coalesce(
        (SELECT a.time_zone FROM agencies AS a WHERE a.agency_id = p.agency_id), 'UTC')
)::date;
ALTER TABLE postings FORCE ROW LEVEL SECURITY;
ALTER TABLE postings ALTER COLUMN booked_on SET NOT NULL;

-- What a company owes, by day. Sums over the past come from the index alone.
CREATE INDEX postings_charged_to_company ON postings (agency_id, source, booked_on)
    INCLUDE (currency, amount_minor) WHERE starts_with(source, 'customer_receivable:');
CREATE INDEX postings_received_of_company ON postings (agency_id, destination, booked_on)
    INCLUDE (currency, amount_minor) WHERE starts_with(destination, 'customer_receivable:');

CREATE INDEX invoices_open_of_company
    ON invoices (agency_id, company_id, issued_on) WHERE paid_on IS NULL;

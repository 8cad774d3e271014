-- squawk-ignore-file require-concurrent-index-creation
-- A migration is one transaction. On a table of a million rows these take a second each, in which
-- writes wait and reads go on.

-- What lists, their sums and the report read: an index for each way of sorting what is unpaid, which
-- is little per contractor, and one for what was paid, which is much.

-- Sorted by estimated payment date, transactions without one come last both ways.
CREATE INDEX transactions_unpaid_soonest ON transactions (
    agency_id, contractor_id,
    coalesce(CASE WHEN state = 'scheduled' THEN scheduled_on END, 'infinity'::date),
    transaction_id
) WHERE state NOT IN ('paid', 'reversed');
CREATE INDEX transactions_unpaid_latest ON transactions (
    agency_id, contractor_id,
    coalesce(CASE WHEN state = 'scheduled' THEN scheduled_on END, '-infinity'::date),
    transaction_id
) WHERE state NOT IN ('paid', 'reversed');
CREATE INDEX transactions_unpaid_by_amount ON transactions (
    agency_id, contractor_id, currency, net_minor, transaction_id
) WHERE state NOT IN ('paid', 'reversed');
CREATE INDEX transactions_unpaid_by_time ON transactions (
    agency_id, contractor_id, created_at, transaction_id
) WHERE state NOT IN ('paid', 'reversed');

-- Sums of what is unpaid, of a contractor and of the agency, from the index alone.
CREATE INDEX transactions_unpaid_sums ON transactions (
    agency_id, contractor_id, state, currency, scheduled_on
) INCLUDE (net_minor) WHERE state NOT IN ('paid', 'reversed');

-- The report, from the index alone.
CREATE INDEX transactions_paid ON transactions (
    agency_id, contractor_id, paid_on, transaction_id
) INCLUDE (company_id, currency, gross_minor, deductions_minor, taxes_minor, net_minor)
WHERE paid_on IS NOT NULL;

-- squawk-ignore-file require-concurrent-index-creation
-- A migration is one transaction. Like the indexes of 0013: a second for a million rows.

-- What was paid too much is set off against later payments, down to a floor (decision 45).

-- Added to the nets of a payment's transactions to come to its amount: above zero is still to set
-- off, below zero was set off by it.
ALTER TABLE payments ADD COLUMN carried_minor bigint NOT NULL DEFAULT 0;
CREATE INDEX payments_carried ON payments (agency_id, contractor_id, currency)
    INCLUDE (carried_minor) WHERE carried_minor <> 0 AND state <> 'failed';
-- As who proposed or approved the run last saw it of the payment.
ALTER TABLE pay_run_lines ADD COLUMN carried_minor bigint NOT NULL DEFAULT 0;

-- How far an agency sets off: rows are only ever added, the newest counts.
CREATE TABLE set_off_rules (
    agency_id uuid NOT NULL,
    rule_id uuid NOT NULL,
    at_least_percent smallint NOT NULL CHECK (at_least_percent BETWEEN 0 AND 100),
    changed_by uuid NOT NULL,
    changed_by_name text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, rule_id)
);
CREATE INDEX set_off_rules_by_time ON set_off_rules (agency_id, changed_at);
SELECT chassis.append_only_table('set_off_rules');

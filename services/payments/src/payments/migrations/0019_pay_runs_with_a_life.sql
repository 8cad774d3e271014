-- squawk-ignore-file require-concurrent-index-creation, ban-drop-constraint
-- A migration is one transaction. Like the indexes of 0003: a second for a million rows.

-- Pay runs with a life: proposed, approved by another person, exported, and answered by the bank.

-- Runs of before were paid by the call that made them, and have no number. `run_by` proposed it.
ALTER TABLE pay_runs ADD COLUMN number text;
ALTER TABLE pay_runs ADD COLUMN state text NOT NULL DEFAULT 'settled';
ALTER TABLE pay_runs ADD COLUMN approved_fingerprint text;
ALTER TABLE pay_runs ADD CONSTRAINT pay_runs_state_known CHECK (
    state IN ('proposed', 'approved', 'exported', 'settled', 'partly_failed', 'cancelled')
) NOT VALID;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE pay_runs VALIDATE CONSTRAINT pay_runs_state_known;
ALTER TABLE pay_runs ADD CONSTRAINT pay_runs_approved_of_something CHECK (
    state <> 'approved' OR approved_fingerprint IS NOT NULL
) NOT VALID;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE pay_runs VALIDATE CONSTRAINT pay_runs_approved_of_something;
CREATE UNIQUE INDEX pay_runs_by_number ON pay_runs (agency_id, number);
CREATE INDEX pay_runs_by_day ON pay_runs (agency_id, pay_on, pay_run_id);
DO $$ BEGIN
    EXECUTE format('GRANT UPDATE ON pay_runs TO %I', chassis.app_role());
END $$;

-- What was done with a run: rows are only ever added.
CREATE TABLE pay_run_steps (
    agency_id uuid NOT NULL,
    step_id uuid NOT NULL,
    pay_run_id uuid NOT NULL,
    what text NOT NULL
        CHECK (what IN ('proposed', 'approved', 'exported', 'answered', 'cancelled')),
    done_by uuid,
    done_by_name text NOT NULL,
    done_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, step_id),
    FOREIGN KEY (agency_id, pay_run_id) REFERENCES pay_runs (agency_id, pay_run_id)
);
CREATE INDEX pay_run_steps_of_run ON pay_run_steps (agency_id, pay_run_id, done_at);
SELECT chassis.append_only_table('pay_run_steps');

-- The transactions of a run as who proposed or approved it last saw them. `dropped`: it had left
-- the run when somebody looked again. `goes_to`: the fingerprint of the account. `payment_id` stays
-- when that payment comes back.
CREATE TABLE pay_run_lines (
    agency_id uuid NOT NULL,
    pay_run_id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    contractor_id uuid NOT NULL,
    goes_to text NOT NULL,
    dropped boolean NOT NULL DEFAULT false,
    payment_id uuid,
    PRIMARY KEY (agency_id, pay_run_id, transaction_id),
    FOREIGN KEY (agency_id, pay_run_id) REFERENCES pay_runs (agency_id, pay_run_id),
    FOREIGN KEY (agency_id, transaction_id) REFERENCES transactions (agency_id, transaction_id),
    FOREIGN KEY (agency_id, payment_id) REFERENCES payments (agency_id, payment_id)
);
CREATE INDEX pay_run_lines_of_payment ON pay_run_lines (agency_id, payment_id)
    WHERE payment_id IS NOT NULL;
SELECT chassis.tenant_table('pay_run_lines');

-- What the release before writes holds by the new rules too: they only allow more. A transaction is
-- in one run at a time; the bank is ordered to pay it by a payment; and it is paid
-- once the bank has taken that.
ALTER TABLE transactions ADD COLUMN pay_run_id uuid;
ALTER TABLE transactions ADD COLUMN ordered_for date;
ALTER TABLE transactions ADD CONSTRAINT transactions_of_a_pay_run
FOREIGN KEY (agency_id, pay_run_id) REFERENCES pay_runs (agency_id, pay_run_id) NOT VALID;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE transactions VALIDATE CONSTRAINT transactions_of_a_pay_run;
CREATE INDEX transactions_of_pay_run ON transactions (agency_id, pay_run_id)
    WHERE pay_run_id IS NOT NULL;
ALTER TABLE transactions DROP CONSTRAINT transactions_check1;
ALTER TABLE transactions DROP CONSTRAINT transactions_check2;
ALTER TABLE transactions ADD CONSTRAINT transactions_paid_by_a_payment CHECK (
    (state = 'paid') = (paid_on IS NOT NULL AND reversed_because IS NULL)
    AND (payment_id IS NOT NULL OR (paid_on IS NULL AND ordered_for IS NULL))
) NOT VALID;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE transactions VALIDATE CONSTRAINT transactions_paid_by_a_payment;

-- What became of a payment. `paid_on` is the day it is ordered for until the bank has taken it.
ALTER TABLE payments ADD COLUMN state text NOT NULL DEFAULT 'settled';
ALTER TABLE payments ADD COLUMN bank_account_id uuid;
ALTER TABLE payments ADD COLUMN refusal_code text;
ALTER TABLE payments ADD COLUMN refusal_words text;
ALTER TABLE payments ADD CONSTRAINT payments_state_known CHECK (
    state IN ('in_transit', 'settled', 'failed')
    AND (state = 'failed') = (num_nulls(refusal_code, refusal_words) = 0)
) NOT VALID;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE payments VALIDATE CONSTRAINT payments_state_known;
CREATE INDEX payments_in_transit ON payments (agency_id, contractor_id, paid_on)
    WHERE state = 'in_transit';

-- What is posted for and what is numbered is the model's to know: a list here is a second one.
ALTER TABLE postings DROP CONSTRAINT IF EXISTS postings_cause_check;
ALTER TABLE counters DROP CONSTRAINT IF EXISTS counters_kind_check;

-- Money is in minor units of its currency; rates are in major units; times are UTC.

-- What payments keeps of others ------------------------------------------------------------------

-- Without a policy: schedules list the agencies before they enter one.
CREATE TABLE agencies (
    agency_id uuid PRIMARY KEY,
    country text NOT NULL,
    currency char(3) NOT NULL,
    time_zone text NOT NULL,
    week_starts_on smallint NOT NULL,
    payment_delay_days integer NOT NULL,
    changed_at timestamptz NOT NULL,
    -- The agency's own date of its last daily run of invoices and reminders.
    daily_run_on date
);
SELECT chassis.plain_table('agencies');

CREATE TABLE contractors (
    agency_id uuid NOT NULL,
    person_id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('temp', 'incorporated')),
    country text NOT NULL,
    region text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, person_id)
);
SELECT chassis.tenant_table('contractors');

CREATE TABLE companies (
    agency_id uuid NOT NULL,
    company_id uuid NOT NULL,
    name text NOT NULL,
    country text NOT NULL,
    region text NOT NULL,
    invoice_preferences jsonb NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, company_id)
);
SELECT chassis.tenant_table('companies');

CREATE TABLE projects (
    agency_id uuid NOT NULL,
    project_id uuid NOT NULL,
    name text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, project_id)
);
SELECT chassis.tenant_table('projects');

-- Every version that was said, because work is priced by the one known at its approval.
CREATE TABLE work_order_versions (
    agency_id uuid NOT NULL,
    work_order_id uuid NOT NULL,
    known_from timestamptz NOT NULL,
    code text NOT NULL,
    title text NOT NULL,
    project_id uuid NOT NULL,
    company_id uuid NOT NULL,
    contractor_id uuid NOT NULL,
    currency char(3) NOT NULL,
    pay_terms text NOT NULL,
    pay_period text NOT NULL,
    articles jsonb NOT NULL,
    PRIMARY KEY (agency_id, work_order_id, known_from)
);
SELECT chassis.tenant_table('work_order_versions');

-- Numbers ----------------------------------------------------------------------------------------

-- The row is locked until its transaction ends, so numbers have no gaps.
CREATE TABLE counters (
    agency_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('transaction', 'invoice', 'payment')),
    year smallint NOT NULL,
    last_value bigint NOT NULL CHECK (last_value > 0),
    PRIMARY KEY (agency_id, kind, year)
);
SELECT chassis.tenant_table('counters');

-- Ledger -----------------------------------------------------------------------------------------

CREATE TABLE postings (
    agency_id uuid NOT NULL,
    posting_id uuid NOT NULL,
    source text NOT NULL,
    destination text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency char(3) NOT NULL,
    cause text NOT NULL
        CHECK (cause IN ('transaction', 'invoice', 'receipt', 'payment', 'reversal')),
    cause_id uuid NOT NULL,
    reverses uuid,
    event_id uuid,
    posted_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, posting_id),
    UNIQUE (agency_id, reverses),
    FOREIGN KEY (agency_id, reverses) REFERENCES postings (agency_id, posting_id),
    CHECK (source <> destination),
    CHECK ((cause = 'reversal') = (reverses IS NOT NULL))
);
CREATE INDEX postings_by_time ON postings (agency_id, posted_at, posting_id);
CREATE INDEX postings_by_cause ON postings (agency_id, cause_id);
SELECT chassis.append_only_table('postings');

-- Kept by the trigger below and by nobody else: the application may only read it.
CREATE TABLE balances (
    agency_id uuid NOT NULL,
    account text NOT NULL,
    currency char(3) NOT NULL,
    debits_minor bigint NOT NULL CHECK (debits_minor >= 0),
    credits_minor bigint NOT NULL CHECK (credits_minor >= 0),
    PRIMARY KEY (agency_id, account, currency)
);
SELECT chassis.secure_by_agency('balances');
DO $$ BEGIN
    EXECUTE format('GRANT SELECT ON balances TO %I', chassis.app_role());
END $$;

CREATE FUNCTION keep_balances() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- In order of the account, so that two transactions never wait for each other.
    INSERT INTO balances AS b (agency_id, account, currency, debits_minor, credits_minor)
    SELECT agency_id, account, currency, sum(debit), sum(credit)
    FROM (
        SELECT agency_id, source AS account, currency, amount_minor AS debit, 0 AS credit
        FROM added
        UNION ALL
        SELECT agency_id, destination, currency, 0, amount_minor FROM added
    ) AS sides
    GROUP BY agency_id, account, currency
    ORDER BY agency_id, account, currency
    ON CONFLICT (agency_id, account, currency) DO UPDATE SET
        debits_minor = b.debits_minor + excluded.debits_minor,
        credits_minor = b.credits_minor + excluded.credits_minor;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_balances AFTER INSERT ON postings
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION keep_balances();

-- At the commit: debits are credits, per agency and currency.
CREATE FUNCTION check_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(credits_minor - debits_minor) FROM balances
        WHERE agency_id = NEW.agency_id AND currency = NEW.currency) <> 0 THEN
        RAISE EXCEPTION 'the ledger of agency % is out of balance in %', NEW.agency_id, NEW.currency
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
-- Every posting touches an own-side account such as bank or revenue: to check on those is enough
-- to check each currency that moved, and not once per contractor.
CREATE CONSTRAINT TRIGGER check_balances AFTER INSERT OR UPDATE ON balances
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (position(':' IN NEW.account) = 0)
EXECUTE FUNCTION check_balances();

-- Payments ---------------------------------------------------------------------------------------

CREATE TABLE pay_runs (
    agency_id uuid NOT NULL,
    pay_run_id uuid NOT NULL,
    pay_on date NOT NULL,
    run_by uuid NOT NULL,
    run_by_name text NOT NULL,
    run_at timestamptz NOT NULL,
    payments integer NOT NULL,
    totals jsonb NOT NULL,
    PRIMARY KEY (agency_id, pay_run_id)
);
SELECT chassis.append_only_table('pay_runs');

CREATE TABLE payments (
    agency_id uuid NOT NULL,
    payment_id uuid NOT NULL,
    number text NOT NULL,
    pay_run_id uuid NOT NULL,
    contractor_id uuid NOT NULL,
    contractor_kind text NOT NULL,
    paid_on date NOT NULL,
    method text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency char(3) NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, payment_id),
    UNIQUE (agency_id, number),
    FOREIGN KEY (agency_id, pay_run_id) REFERENCES pay_runs (agency_id, pay_run_id)
);
CREATE INDEX payments_of_contractor
    ON payments (agency_id, contractor_id, paid_on, payment_id);
CREATE INDEX payments_by_day ON payments (agency_id, paid_on, payment_id);
CREATE INDEX payments_of_run ON payments (agency_id, pay_run_id);
SELECT chassis.tenant_table('payments');

-- Transactions -----------------------------------------------------------------------------------

CREATE TABLE transactions (
    agency_id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    number text NOT NULL,
    work_order_id uuid NOT NULL,
    work_order_code text NOT NULL,
    work_order_title text NOT NULL,
    project_id uuid NOT NULL,
    project_name text NOT NULL,
    company_id uuid NOT NULL,
    company_name text NOT NULL,
    contractor_id uuid NOT NULL,
    contractor_kind text NOT NULL,
    period_start date NOT NULL,
    period_end date NOT NULL,
    currency char(3) NOT NULL,
    gross_minor bigint NOT NULL,
    earnings_minor bigint NOT NULL,
    deductions_minor bigint NOT NULL,
    taxes_minor bigint NOT NULL,
    net_minor bigint NOT NULL,
    pay_terms text NOT NULL,
    state text NOT NULL,
    scheduled_on date,
    client_paid boolean NOT NULL,
    needs_release boolean NOT NULL,
    held_because text,
    held_by uuid,
    payment_id uuid,
    paid_on date,
    reversed_because text,
    created_on date NOT NULL,
    created_at timestamptz NOT NULL,
    event_id uuid,
    PRIMARY KEY (agency_id, transaction_id),
    UNIQUE (agency_id, number),
    FOREIGN KEY (agency_id, payment_id) REFERENCES payments (agency_id, payment_id),
    CHECK (net_minor = gross_minor - deductions_minor + taxes_minor),
    CHECK ((state = 'paid') = (payment_id IS NOT NULL AND reversed_because IS NULL)),
    CHECK ((payment_id IS NULL) = (paid_on IS NULL))
);
CREATE INDEX transactions_by_time ON transactions (agency_id, created_at, transaction_id);
CREATE INDEX transactions_of_contractor
    ON transactions (agency_id, contractor_id, created_at, transaction_id);
CREATE INDEX transactions_unpaid
    ON transactions (agency_id, transaction_id) WHERE state NOT IN ('paid', 'reversed');
CREATE INDEX transactions_of_payment
    ON transactions (agency_id, payment_id) WHERE payment_id IS NOT NULL;
SELECT chassis.tenant_table('transactions');

CREATE TABLE transaction_charges (
    agency_id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    position smallint NOT NULL,
    effect text NOT NULL CHECK (effect IN ('deduction', 'tax')),
    code text NOT NULL,
    names jsonb NOT NULL,
    percent numeric,
    base_minor bigint NOT NULL,
    exempt_minor bigint NOT NULL,
    amount_minor bigint NOT NULL,
    PRIMARY KEY (agency_id, transaction_id, position),
    FOREIGN KEY (agency_id, transaction_id) REFERENCES transactions (agency_id, transaction_id)
);
SELECT chassis.append_only_table('transaction_charges');

CREATE TABLE transaction_history (
    agency_id uuid NOT NULL,
    history_id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    happened_at timestamptz NOT NULL,
    what text NOT NULL,
    state text NOT NULL,
    actor_id uuid,
    actor_name text NOT NULL,
    facts jsonb NOT NULL,
    PRIMARY KEY (agency_id, history_id),
    FOREIGN KEY (agency_id, transaction_id) REFERENCES transactions (agency_id, transaction_id)
);
CREATE INDEX transaction_history_newest
    ON transaction_history (agency_id, transaction_id, happened_at, history_id);
SELECT chassis.append_only_table('transaction_history');

-- Invoices ---------------------------------------------------------------------------------------

CREATE TABLE invoices (
    agency_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    number text NOT NULL,
    company_id uuid NOT NULL,
    project_id uuid,
    -- Of its lines: who may see some of these projects only sees the invoice when all are among them.
    project_ids uuid[] NOT NULL,
    issued_on date NOT NULL,
    due_on date NOT NULL,
    period_start date NOT NULL,
    period_end date NOT NULL,
    currency char(3) NOT NULL,
    subtotal_minor bigint NOT NULL,
    total_minor bigint NOT NULL CHECK (total_minor > 0),
    received_minor bigint NOT NULL DEFAULT 0,
    lines jsonb NOT NULL,
    taxes jsonb NOT NULL,
    paid_on date,
    due_soon_said boolean NOT NULL DEFAULT false,
    overdue_said boolean NOT NULL DEFAULT false,
    PRIMARY KEY (agency_id, invoice_id),
    UNIQUE (agency_id, number),
    CHECK (received_minor BETWEEN 0 AND total_minor),
    CHECK ((paid_on IS NOT NULL) = (received_minor = total_minor))
);
CREATE INDEX invoices_by_day ON invoices (agency_id, issued_on, invoice_id);
CREATE INDEX invoices_of_company ON invoices (agency_id, company_id, issued_on, invoice_id);
CREATE INDEX invoices_open ON invoices (agency_id, due_on) WHERE paid_on IS NULL;
SELECT chassis.tenant_table('invoices');

CREATE TABLE receipts (
    agency_id uuid NOT NULL,
    receipt_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency char(3) NOT NULL,
    received_on date NOT NULL,
    reference text NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_by_name text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, receipt_id),
    FOREIGN KEY (agency_id, invoice_id) REFERENCES invoices (agency_id, invoice_id)
);
CREATE INDEX receipts_of_invoice ON receipts (agency_id, invoice_id, recorded_at);
SELECT chassis.append_only_table('receipts');

-- Priced work: one row is a line of a transaction, and a line of an invoice once it has one --------

CREATE TABLE work_lines (
    agency_id uuid NOT NULL,
    line_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    version integer NOT NULL,
    corrects boolean NOT NULL,
    work_order_id uuid NOT NULL,
    project_id uuid NOT NULL,
    company_id uuid NOT NULL,
    contractor_id uuid NOT NULL,
    work_on date NOT NULL,
    article text NOT NULL,
    quantity numeric NOT NULL,
    note text NOT NULL,
    currency char(3) NOT NULL,
    pay_rate numeric NOT NULL,
    pay_minor bigint NOT NULL,
    bill_rate numeric NOT NULL,
    bill_minor bigint NOT NULL,
    transaction_id uuid NOT NULL,
    position integer NOT NULL,
    invoice_id uuid,
    PRIMARY KEY (agency_id, line_id),
    UNIQUE (agency_id, entry_id, version, corrects),
    FOREIGN KEY (agency_id, transaction_id) REFERENCES transactions (agency_id, transaction_id),
    FOREIGN KEY (agency_id, invoice_id) REFERENCES invoices (agency_id, invoice_id)
);
CREATE INDEX work_lines_of_transaction ON work_lines (agency_id, transaction_id, position);
CREATE INDEX work_lines_of_invoice
    ON work_lines (agency_id, invoice_id) WHERE invoice_id IS NOT NULL;
CREATE INDEX work_lines_not_invoiced
    ON work_lines (agency_id, company_id, work_on) WHERE invoice_id IS NULL;
SELECT chassis.tenant_table('work_lines');

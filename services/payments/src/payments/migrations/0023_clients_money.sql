-- squawk-ignore-file require-concurrent-index-creation, constraint-missing-not-valid, ban-drop-constraint, ban-drop-not-null, adding-not-nullable-field
-- A migration is one transaction. Like the indexes of 0013: a second for a million rows.

-- Clients' money by reference (decision 43).

-- What a company quotes with its payment: the rule of invoices/references.py, for invoices of before
-- and for those that the release before issues while this one starts.
CREATE FUNCTION payment_reference_of(number text, country text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN country = 'NO' THEN d.digits || (
            SELECT (10 - sum(
                CASE WHEN n % 2 = 0 THEN digit ELSE digit * 2 - CASE WHEN digit > 4 THEN 9 ELSE 0 END END
            ) % 10) % 10
            FROM generate_series(1, length(d.digits)) AS n
            CROSS JOIN LATERAL (SELECT substr(reverse(d.digits), n, 1)::integer AS digit) AS one
        )::text
        ELSE 'RF' || lpad((98 - (d.digits || '271500')::numeric % 97)::text, 2, '0')
            || replace(number, '-', '')
    END
    FROM (
        SELECT (ascii(number) - 55)::text || regexp_replace(number, '[^0-9]', '', 'g') AS digits
    ) AS d
$$;
CREATE FUNCTION give_payment_reference() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.payment_reference := payment_reference_of(
        NEW.number, (SELECT country FROM agencies WHERE agency_id = NEW.agency_id)
    );
    RETURN NEW;
END $$;
ALTER TABLE invoices ADD COLUMN payment_reference text;
-- Of all agencies at once, which the policy would hide from the owner too.
ALTER TABLE invoices NO FORCE ROW LEVEL SECURITY;
UPDATE invoices AS i SET payment_reference = payment_reference_of(
    i.number, (SELECT a.country FROM agencies AS a WHERE a.agency_id = i.agency_id)
);
ALTER TABLE invoices FORCE ROW LEVEL SECURITY;
ALTER TABLE invoices ALTER COLUMN payment_reference SET NOT NULL;
CREATE TRIGGER give_payment_reference BEFORE INSERT ON invoices
FOR EACH ROW WHEN (NEW.payment_reference IS NULL) EXECUTE FUNCTION give_payment_reference();

-- Every file of the bank that was read. `digest` is SHA-256 of its bytes; `repeats`: it was read
-- before, byte by byte. `accounts`: which of ours it was about, and what it told of each.
CREATE TABLE bank_files (
    agency_id uuid NOT NULL,
    file_id uuid NOT NULL,
    kind text NOT NULL,
    message_id text NOT NULL,
    digest char(64) NOT NULL,
    repeats uuid,
    accounts jsonb NOT NULL,
    taken integer NOT NULL,
    refused integer NOT NULL,
    matched integer NOT NULL,
    unmatched integer NOT NULL,
    received_by uuid NOT NULL,
    received_by_name text NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, file_id),
    FOREIGN KEY (agency_id, repeats) REFERENCES bank_files (agency_id, file_id)
);
CREATE INDEX bank_files_by_time ON bank_files (agency_id, received_at, file_id);
CREATE INDEX bank_files_by_digest ON bank_files (agency_id, digest, received_at);
SELECT chassis.append_only_table('bank_files');

-- Entries that were read, by the bank's own reference: as one sum, and with their details.
CREATE TABLE bank_readings (
    agency_id uuid NOT NULL,
    reading_id uuid NOT NULL,
    with_details boolean NOT NULL,
    file_id uuid NOT NULL,
    PRIMARY KEY (agency_id, reading_id, with_details)
);
SELECT chassis.append_only_table('bank_readings');

-- A part of an entry that is of no payment is a row here, whatever became of it. Why it waits is the
-- model's to know; null: its reference named its invoices.
ALTER TABLE unmatched_entries DROP CONSTRAINT unmatched_entries_why_check;
ALTER TABLE unmatched_entries ALTER COLUMN why DROP NOT NULL;
ALTER TABLE unmatched_entries ADD COLUMN file_id uuid;

-- What became of it: once, by its key.
CREATE TABLE entry_resolutions (
    agency_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    how text NOT NULL,
    company_id uuid,
    reason text NOT NULL,
    resolved_by uuid NOT NULL,
    resolved_by_name text NOT NULL,
    resolved_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, entry_id),
    FOREIGN KEY (agency_id, entry_id) REFERENCES unmatched_entries (agency_id, entry_id)
);
SELECT chassis.append_only_table('entry_resolutions');

-- Of which entry of the bank a receipt is; null: recorded by hand, or from the balance. An entry
-- comes in against an invoice once.
ALTER TABLE receipts ADD COLUMN bank_entry_id uuid;
CREATE UNIQUE INDEX receipts_of_entry ON receipts (agency_id, bank_entry_id, invoice_id)
    WHERE bank_entry_id IS NOT NULL;

-- Money of a company that is against no invoice: its balance with the agency.
CREATE TABLE deposits (
    agency_id uuid NOT NULL,
    deposit_id uuid NOT NULL,
    company_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency char(3) NOT NULL,
    received_on date NOT NULL,
    reference text NOT NULL,
    bank_entry_id uuid NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_by_name text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, deposit_id),
    UNIQUE (agency_id, bank_entry_id),
    FOREIGN KEY (agency_id, bank_entry_id) REFERENCES unmatched_entries (agency_id, entry_id)
);
CREATE INDEX deposits_of_company ON deposits (agency_id, company_id, recorded_at);
SELECT chassis.append_only_table('deposits');

-- Accounts of the agency itself, by currency: rows are only ever added, the newest of a currency
-- counts. `sealed` is encrypted (the number), see bank_files/accounts.py. What follows `fingerprint`
-- is of a Canadian bank's agreement about files by CPA 005.
CREATE TABLE agency_accounts (
    agency_id uuid NOT NULL,
    agency_account_id uuid NOT NULL,
    currency char(3) NOT NULL,
    kind text NOT NULL CHECK (kind IN ('iban', 'norwegian', 'canadian')),
    name text NOT NULL,
    country char(2) NOT NULL,
    ending text NOT NULL,
    fingerprint text NOT NULL,
    originator_id text NOT NULL,
    short_name text NOT NULL,
    data_centre text NOT NULL,
    sealed text NOT NULL,
    changed_by uuid NOT NULL,
    changed_by_name text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, agency_account_id)
);
CREATE INDEX agency_accounts_of_currency ON agency_accounts (agency_id, currency, changed_at);
SELECT chassis.append_only_table('agency_accounts');

-- What a bank booked on an account of the agency, and that is of no payment: somebody looks at it.
-- The id follows from the entry, so that a file that comes again adds nothing.
CREATE TABLE unmatched_entries (
    agency_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    file_kind text NOT NULL,
    file_message_id text NOT NULL,
    booked_on date NOT NULL,
    is_debit boolean NOT NULL,
    amount_minor bigint NOT NULL,
    currency char(3) NOT NULL,
    bank_reference text NOT NULL,
    end_to_end_id text NOT NULL,
    party text NOT NULL,
    said text NOT NULL,
    why text NOT NULL CHECK (why IN ('unknown', 'amount_differs')),
    read_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, entry_id)
);
CREATE INDEX unmatched_entries_by_day ON unmatched_entries (agency_id, booked_on, entry_id);
SELECT chassis.append_only_table('unmatched_entries');

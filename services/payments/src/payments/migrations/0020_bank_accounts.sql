-- squawk-ignore-file require-concurrent-index-creation
-- A migration is one transaction, and the table is new.

-- The accounts that contractors named: each once, none is changed or removed. Pay goes to the newest
-- that can be used, see bank_accounts/model.py. `sealed` is encrypted, see bank_accounts/sealing.py.
CREATE TABLE bank_accounts (
    agency_id uuid NOT NULL,
    bank_account_id uuid NOT NULL,
    contractor_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('iban', 'norwegian', 'canadian')),
    country char(2) NOT NULL,
    holder text NOT NULL,
    ending text NOT NULL,
    bank_code text NOT NULL,
    bic text NOT NULL,
    fingerprint text NOT NULL,
    sealed text NOT NULL,
    usable_from timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, bank_account_id)
);
CREATE INDEX bank_accounts_of_contractor
    ON bank_accounts (agency_id, contractor_id, changed_at, bank_account_id);
CREATE INDEX bank_accounts_by_fingerprint ON bank_accounts (agency_id, fingerprint);
SELECT chassis.append_only_table('bank_accounts');

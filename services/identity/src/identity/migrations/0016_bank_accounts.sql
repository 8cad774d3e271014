-- squawk-ignore-file require-concurrent-index-creation
-- A migration is one transaction, and the table is new.

-- For so many days after a change of bank account pay still goes to the one of before.
ALTER TABLE agencies ADD COLUMN bank_cooling_off_days integer NOT NULL DEFAULT 3
    CHECK (bank_cooling_off_days BETWEEN 0 AND 14);

-- Every account that a contractor named: none is changed or removed. Which one holds, see
-- bank_accounts/model.py. The number is in `sealed` alone, encrypted, see bank_accounts/sealing.py.
CREATE TABLE bank_accounts (
    agency_id uuid NOT NULL,
    bank_account_id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('iban', 'norwegian', 'canadian')),
    country char(2) NOT NULL,
    holder text NOT NULL,
    ending text NOT NULL CHECK (length(ending) = 4),
    bank_code text NOT NULL,
    bic text NOT NULL,
    fingerprint text NOT NULL,
    sealed text NOT NULL,
    usable_from timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, bank_account_id),
    FOREIGN KEY (agency_id, person_id) REFERENCES people,
    CHECK (usable_from >= changed_at)
);
CREATE INDEX bank_accounts_of_person
    ON bank_accounts (agency_id, person_id, changed_at, bank_account_id);
SELECT chassis.append_only_table('bank_accounts');

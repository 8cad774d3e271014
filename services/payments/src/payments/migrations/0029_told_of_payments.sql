-- Which entry of the bank told that a payment of ours left the account, or came back: the first (nth
-- 1) moved it, and what another one tells waits for somebody. Rows are only ever added. Payments
-- that moved before this have none: the next entry that tells of them is taken for the first.
-- `reading_id` is the entry by the bank's own reference; null where it gives none.
CREATE TABLE payment_entries (
    agency_id uuid NOT NULL,
    payment_id uuid NOT NULL,
    is_debit boolean NOT NULL,
    nth smallint NOT NULL CHECK (nth > 0),
    reading_id uuid,
    booked_on date NOT NULL,
    file_id uuid NOT NULL,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, payment_id, is_debit, nth),
    FOREIGN KEY (agency_id, payment_id) REFERENCES payments (agency_id, payment_id)
);
SELECT chassis.append_only_table('payment_entries');

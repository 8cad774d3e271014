-- What a contractor sees of a payment that the bank returned, and of a day that is another one than
-- they were told.

-- The agency's day on which the answer came by which a payment failed.
ALTER TABLE payments ADD COLUMN returned_on date;

-- The last payment of a transaction that came back and the day that it was for, until another one has
-- paid it; and what made the day that the bank is ordered for another one than was told.
ALTER TABLE transactions ADD COLUMN returned_payment_id uuid;
ALTER TABLE transactions ADD COLUMN returned_from date;
ALTER TABLE transactions ADD COLUMN ordered_moved jsonb;
ALTER TABLE transactions ADD CONSTRAINT transactions_returned_from_a_day CHECK (
    num_nulls(returned_payment_id, returned_from) IN (0, 2)
) NOT VALID;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE transactions VALIDATE CONSTRAINT transactions_returned_from_a_day;

-- Of what came back before this. The owner does what is done for all agencies at once: for that
-- moment the policy is not his.
ALTER TABLE payments NO FORCE ROW LEVEL SECURITY;
ALTER TABLE pay_run_lines NO FORCE ROW LEVEL SECURITY;
ALTER TABLE transactions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE transaction_history NO FORCE ROW LEVEL SECURITY;
UPDATE payments AS p SET returned_on = (
    SELECT (max(h.happened_at) AT TIME ZONE max(a.time_zone))::date
    FROM pay_run_lines AS l
    JOIN transaction_history AS h
      ON h.agency_id = l.agency_id AND h.transaction_id = l.transaction_id
    JOIN agencies AS a ON a.agency_id = l.agency_id
    WHERE l.agency_id = p.agency_id AND l.payment_id = p.payment_id
      AND h.what = 'came_back' AND h.facts ->> 'payment' = p.number
) WHERE p.state = 'failed';
UPDATE transactions AS t SET
    returned_payment_id = f.payment_id,
    returned_from = f.paid_on
FROM (
    SELECT DISTINCT ON (l.agency_id, l.transaction_id)
        l.agency_id, l.transaction_id, p.payment_id, p.paid_on
    FROM pay_run_lines AS l
    JOIN payments AS p ON p.agency_id = l.agency_id AND p.payment_id = l.payment_id
    WHERE p.state = 'failed'
    ORDER BY l.agency_id, l.transaction_id, p.payment_id DESC
) AS f
WHERE t.agency_id = f.agency_id AND t.transaction_id = f.transaction_id
  AND t.state NOT IN ('paid', 'reversed');
-- Its day has passed: it is paid with the next run, whenever that is.
UPDATE transactions SET
    scheduled_on = NULL, scheduled_moved = NULL,
    state = CASE WHEN state = 'scheduled' THEN 'processing' ELSE state END
WHERE returned_payment_id IS NOT NULL AND payment_id IS NULL AND scheduled_on <= current_date;
ALTER TABLE transaction_history FORCE ROW LEVEL SECURITY;
ALTER TABLE transactions FORCE ROW LEVEL SECURITY;
ALTER TABLE pay_run_lines FORCE ROW LEVEL SECURITY;
ALTER TABLE payments FORCE ROW LEVEL SECURITY;

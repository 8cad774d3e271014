-- What 0005 meant for transactions that had been reversed by then: row level security hid all rows
-- from it. The owner does what is done for all agencies at once: for that moment the policy is not
-- his.
ALTER TABLE transactions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE work_lines NO FORCE ROW LEVEL SECURITY;
UPDATE work_lines AS l SET voided = true
FROM transactions AS t
WHERE t.agency_id = l.agency_id AND t.transaction_id = l.transaction_id
  AND t.state = 'reversed' AND l.invoice_id IS NULL AND NOT l.voided;
ALTER TABLE work_lines FORCE ROW LEVEL SECURITY;
ALTER TABLE transactions FORCE ROW LEVEL SECURITY;

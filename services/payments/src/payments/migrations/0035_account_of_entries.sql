-- The agency's account on which the bank booked an entry: what takes it back is on the same one. Of
-- those that are the same account, the first. Null: read before this was kept.
ALTER TABLE unmatched_entries ADD COLUMN account_id uuid;

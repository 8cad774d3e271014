-- Agencies take turns at the mail server: the next e-mails of each, and how many of it are in hand.
-- The runner has each file in a transaction, where nothing is made concurrently; the queue is short.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX email_queue_in_turn_idx ON email_queue (agency_id, urgency, due_at);
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX email_queue_in_hand_idx ON email_queue (agency_id) WHERE claim IS NOT NULL;

-- squawk-ignore-file require-concurrent-index-creation
-- A migration is one transaction, and the queue is short.

-- An e-mail that a fault of ours keeps from being sent: how often by now, since when, and of which
-- kind. It is tried again after pauses that grow, and given up in the end.
ALTER TABLE email_queue ADD COLUMN faults integer NOT NULL DEFAULT 0;
ALTER TABLE email_queue ADD COLUMN failing_since timestamptz;
ALTER TABLE email_queue ADD COLUMN failing_because text;
CREATE INDEX email_queue_failing_idx ON email_queue (agency_id, failing_since)
WHERE failing_since IS NOT NULL;

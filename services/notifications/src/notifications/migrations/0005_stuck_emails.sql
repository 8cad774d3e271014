-- What was given up or may have arrived unsaid is few and looked for alone.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX emails_stuck_idx ON emails (agency_id, created_at, email_id)
WHERE state IN ('sending', 'failed') AND reason IS NOT NULL;

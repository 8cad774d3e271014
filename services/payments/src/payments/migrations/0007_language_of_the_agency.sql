-- What the service itself says to a contractor is in the agency's language. Agencies that were known
-- before get theirs with their next change; until then it is English.
ALTER TABLE agencies ADD COLUMN IF NOT EXISTS language text NOT NULL DEFAULT 'en';

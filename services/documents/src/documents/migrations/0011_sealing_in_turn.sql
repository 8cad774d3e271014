-- Since when a signature could not be sealed, and why: what does not go on is named for people.
ALTER TABLE sealing_jobs ADD COLUMN failed_since timestamptz;
ALTER TABLE sealing_jobs ADD COLUMN failed_because text;

-- When the counter of a passkey that is on one device only did not rise: there may be a copy.
ALTER TABLE passkeys ADD COLUMN suspected_at timestamptz;

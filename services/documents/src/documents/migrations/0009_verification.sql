-- Whoever has a file asks by its hash whether it is ours (B7). The runner has each file in a
-- transaction, where nothing is made concurrently; one document or offer a row is soon indexed.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX documents_by_hash ON documents (agency_id, sha256) WHERE sha256 IS NOT NULL;
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX offers_by_original ON offers (agency_id, original_sha256);

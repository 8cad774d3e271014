-- Whoever has a file asks by its hash whether it is ours (B7).
CREATE INDEX documents_by_hash ON documents (agency_id, sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX offers_by_original ON offers (agency_id, original_sha256);

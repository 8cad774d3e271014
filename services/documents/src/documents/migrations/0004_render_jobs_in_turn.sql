-- Agencies take turns, and what is long leaves a process to what is short: `pages` is about how
-- many the document will have.
ALTER TABLE render_jobs ADD COLUMN pages integer NOT NULL DEFAULT 1;
-- The queue is short and its rows live for seconds: there is nothing to wait for.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX render_jobs_of_agency ON render_jobs (agency_id, due_at);

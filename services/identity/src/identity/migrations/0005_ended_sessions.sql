-- Sessions that have ended lately: services refuse passes of them (chassis/http/revoked.py). Of all
-- agencies, as whoever asks has no tenant; there is nothing in it but ids.
CREATE TABLE ended_sessions (
    session_id  uuid PRIMARY KEY,
    ended_at    timestamptz NOT NULL
);
CREATE INDEX ended_sessions_by_time ON ended_sessions (ended_at);
SELECT chassis.plain_table('ended_sessions');

-- So long a session lasts that nobody uses (minutes).
ALTER TABLE agencies ADD COLUMN session_idle_minutes integer NOT NULL DEFAULT 240
    CHECK (session_idle_minutes BETWEEN 5 AND 1440);

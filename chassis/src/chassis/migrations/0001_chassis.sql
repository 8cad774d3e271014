-- What every service's database has, whatever the service is about.

CREATE TABLE chassis.outbox (
    id             bigint GENERATED ALWAYS AS IDENTITY,
    recorded_on    date NOT NULL DEFAULT (now() AT TIME ZONE 'utc')::date,
    recorded_at    timestamptz NOT NULL DEFAULT now(),
    event_id       uuid NOT NULL,
    agency_id      uuid NOT NULL,
    topic          text NOT NULL,
    key            uuid NOT NULL,
    type           text NOT NULL,
    headers        jsonb NOT NULL,
    payload        bytea NOT NULL,
    published_at   timestamptz,
    PRIMARY KEY (recorded_on, id)
) PARTITION BY RANGE (recorded_on);

CREATE TABLE chassis.outbox_default PARTITION OF chassis.outbox DEFAULT;
CREATE INDEX outbox_unpublished ON chassis.outbox (id) WHERE published_at IS NULL;

-- The end of each partition of our topics, as far as the broker has acknowledged it: if the
-- broker's log ends before it, the log was lost.
CREATE TABLE chassis.bus_positions (
    topic          text NOT NULL,
    partition      integer NOT NULL,
    acked_offset   bigint NOT NULL,
    PRIMARY KEY (topic, partition)
);

CREATE TABLE chassis.inbox (
    event_id       uuid PRIMARY KEY,
    handled_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX inbox_handled_at ON chassis.inbox USING brin (handled_at);

-- A key whose next event could not be handled. Its later events are parked behind it.
CREATE TABLE chassis.parked_keys (
    topic          text NOT NULL,
    key            text NOT NULL,
    parked_at      timestamptz NOT NULL DEFAULT now(),
    retry_at       timestamptz,
    tries          integer NOT NULL DEFAULT 0,
    PRIMARY KEY (topic, key)
);
CREATE INDEX parked_keys_retry ON chassis.parked_keys (retry_at) WHERE retry_at IS NOT NULL;

CREATE TABLE chassis.dead_letters (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic          text NOT NULL,
    key            text NOT NULL,
    event_id       uuid NOT NULL UNIQUE,
    type           text NOT NULL,
    message_key    bytea,
    headers        jsonb NOT NULL,
    payload        bytea,
    partition      integer NOT NULL,
    message_offset bigint NOT NULL,
    cause          text NOT NULL,
    received_at    timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (topic, key) REFERENCES chassis.parked_keys (topic, key)
);
CREATE INDEX dead_letters_key ON chassis.dead_letters (topic, key, id);

CREATE TABLE chassis.idempotency_keys (
    agency_id      uuid NOT NULL,
    route          text NOT NULL,
    key            text NOT NULL,
    person_id      uuid,
    body_hash      bytea NOT NULL,
    status         smallint,
    content_type   text,
    body           bytea,
    created_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (agency_id, route, key)
);
CREATE INDEX idempotency_keys_created_at ON chassis.idempotency_keys USING brin (created_at);

-- The application's role, as the migration runner names it.
CREATE FUNCTION chassis.app_role() RETURNS text LANGUAGE sql STABLE AS
$$ SELECT current_setting('portico.app_role') $$;

-- A table without a tenant: the application may read and write its rows.
CREATE FUNCTION chassis.plain_table(name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %I', name, chassis.app_role());
END $$;

-- Row level security by the transaction's agency, for the owner too: the second belt beside the
-- explicit agency_id of each query. Without a setting no row is seen.
CREATE FUNCTION chassis.secure_by_agency(name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
        'CREATE POLICY by_agency ON %s USING (agency_id = '
        'nullif(current_setting(''portico.agency_id'', true), '''')::uuid)', name);
END $$;

CREATE FUNCTION chassis.tenant_table(name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM chassis.secure_by_agency(name);
    PERFORM chassis.plain_table(name);
END $$;

-- Rows are only ever added: the application has no right to change or delete one.
CREATE FUNCTION chassis.append_only_table(name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM chassis.secure_by_agency(name);
    EXECUTE format('GRANT SELECT, INSERT ON %s TO %I', name, chassis.app_role());
END $$;

-- Makes the outbox's partitions of today and the next days and drops those outside of the replay
-- window (never one that holds an unpublished event). The application's role cannot do that by
-- itself, so this runs as the owner.
CREATE FUNCTION chassis.maintain_outbox(keep_days integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chassis, pg_temp AS $$
DECLARE
    today date := (now() AT TIME ZONE 'utc')::date;
    day date;
    part record;
    waiting boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('chassis.maintain_outbox', 0));
    FOR day IN SELECT today + n FROM generate_series(0, 3) AS n LOOP
        IF to_regclass('chassis.outbox_' || to_char(day, 'YYYYMMDD')) IS NULL
           AND NOT EXISTS (SELECT FROM chassis.outbox_default WHERE recorded_on = day) THEN
            EXECUTE format(
                'CREATE TABLE chassis.%I PARTITION OF chassis.outbox FOR VALUES FROM (%L) TO (%L)',
                'outbox_' || to_char(day, 'YYYYMMDD'), day, day + 1);
        END IF;
    END LOOP;
    FOR part IN
        SELECT c.relname, to_date(right(c.relname, 8), 'YYYYMMDD') AS held_on
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'chassis.outbox'::regclass AND c.relname ~ '^outbox_[0-9]{8}$'
    LOOP
        IF part.held_on < today - keep_days THEN
            EXECUTE format('SELECT EXISTS (SELECT FROM chassis.%I WHERE published_at IS NULL)',
                           part.relname) INTO waiting;
            IF NOT waiting THEN
                EXECUTE format('DROP TABLE chassis.%I', part.relname);
            END IF;
        END IF;
    END LOOP;
END $$;

SELECT chassis.maintain_outbox(7);

DO $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA chassis, public TO %I', chassis.app_role());
    EXECUTE format(
        'GRANT SELECT, INSERT, UPDATE, DELETE ON chassis.bus_positions, chassis.inbox, '
        'chassis.parked_keys, chassis.dead_letters, chassis.idempotency_keys TO %I',
        chassis.app_role());
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON chassis.outbox TO %I', chassis.app_role());
    EXECUTE format('REVOKE ALL ON FUNCTION chassis.maintain_outbox(integer) FROM PUBLIC');
    EXECUTE format('GRANT EXECUTE ON FUNCTION chassis.maintain_outbox(integer) TO %I',
                   chassis.app_role());
END $$;

-- Outbox, inbox, dead letters, idempotency keys and queues hold rows of all agencies. Relay, consumer
-- and schedules need them all; a request needs its own agency's. So they are as closed as any
-- tenant's table, and open to a transaction that says that it works across agencies.

-- Rows of an agency that workers take across agencies: those of the transaction's agency, or of all
-- where it says so. Without either setting no row is seen.
CREATE FUNCTION chassis.queue_table(name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
        'CREATE POLICY by_agency_or_all ON %s USING (agency_id = '
        'nullif(current_setting(''portico.agency_id'', true), '''')::uuid '
        'OR current_setting(''portico.all_agencies'', true) = ''on'')', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %I', name, chassis.app_role());
END $$;

-- Whose event it is. NULL where its headers could not be read: then it concerns whoever operates.
ALTER TABLE chassis.dead_letters ADD COLUMN agency_id uuid;
ALTER TABLE chassis.parked_keys ADD COLUMN agency_id uuid;
UPDATE chassis.dead_letters d SET agency_id = (
    SELECT (header->>1)::uuid FROM jsonb_array_elements(d.headers) AS header
    WHERE header->>0 = 'agency' AND header->>1 ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' LIMIT 1);
UPDATE chassis.parked_keys p SET agency_id = (
    SELECT d.agency_id FROM chassis.dead_letters d
    WHERE d.topic = p.topic AND d.key = p.key ORDER BY d.id LIMIT 1);

SELECT chassis.queue_table('chassis.outbox');
SELECT chassis.queue_table('chassis.dead_letters');
SELECT chassis.queue_table('chassis.parked_keys');
SELECT chassis.queue_table('chassis.idempotency_keys');
-- The outbox is a record: its rows go with their partition.
DO $$ BEGIN EXECUTE format('REVOKE DELETE ON chassis.outbox FROM %I', chassis.app_role()); END $$;

-- Of no agency: only for who works across all of them.
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['chassis.inbox', 'chassis.bus_positions'] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY across_agencies ON %s USING ('
                       'current_setting(''portico.all_agencies'', true) = ''on'')', name);
    END LOOP;
END $$;

-- The one row that an event of a benchmark has for its effect.

-- Ours: with row level security, as every table of a service has it.
CREATE TABLE effects (
    agency_id uuid NOT NULL,
    event_id uuid NOT NULL,
    work_order_id uuid NOT NULL,
    submitted_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, event_id)
);
SELECT chassis.tenant_table('effects');

-- The peer's: the same without it.
CREATE TABLE plain_effects (
    agency_id uuid NOT NULL,
    event_id uuid NOT NULL,
    work_order_id uuid NOT NULL,
    submitted_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, event_id)
);
SELECT chassis.plain_table('plain_effects');

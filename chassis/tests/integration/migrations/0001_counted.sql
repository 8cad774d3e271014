CREATE TABLE counted (
    agency_id  uuid NOT NULL,
    event_id   uuid NOT NULL,
    key        uuid NOT NULL,
    name       text NOT NULL,
    place      bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (agency_id, event_id)
);
SELECT chassis.tenant_table('counted');

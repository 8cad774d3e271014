-- Statements that were printed, so that nobody has one after the other printed without end.
CREATE TABLE statement_documents (
    agency_id uuid NOT NULL,
    document_id uuid NOT NULL,
    person_id uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, document_id)
);
CREATE INDEX statement_documents_of_person
    ON statement_documents (agency_id, person_id, asked_at);
SELECT chassis.tenant_table('statement_documents');

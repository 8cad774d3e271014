-- Reports that were printed, so that nobody has one after the other printed without end.
CREATE TABLE report_documents (
    agency_id uuid NOT NULL,
    document_id uuid NOT NULL,
    contractor_id uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, document_id)
);
CREATE INDEX report_documents_of_contractor
    ON report_documents (agency_id, contractor_id, asked_at);
SELECT chassis.tenant_table('report_documents');

-- What came of writing the e-invoices of an invoice or credit note, one row a syntax: a file by its
-- hash, or what is missing for one (`gaps`), or what the validators had against it (`faults`).
CREATE TABLE e_invoices (
    agency_id       uuid NOT NULL,
    document_id     uuid NOT NULL,
    syntax          text NOT NULL CHECK (syntax IN ('peppol', 'factur_x')),
    sha256          text,
    size_bytes      bigint,
    gaps            text [] NOT NULL,
    faults          text [] NOT NULL,
    PRIMARY KEY (agency_id, document_id, syntax),
    CHECK ((sha256 IS NULL) = (size_bytes IS NULL)),
    CHECK ((sha256 IS NULL) = (gaps <> '{}' OR faults <> '{}'))
);
SELECT chassis.tenant_table('e_invoices');

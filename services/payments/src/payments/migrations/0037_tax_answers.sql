-- What staff say where no rule says what is due. Rows are only ever added; the newest counts.
CREATE TABLE tax_answers (
    agency_id uuid NOT NULL,
    answer_id uuid NOT NULL,
    missing text NOT NULL CHECK (missing IN ('withholding', 'sales_tax', 'values')),
    place text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('nothing_due', 'carried_over')),
    from_on date NOT NULL,
    to_on date NOT NULL,
    reason text NOT NULL,
    answered_by uuid NOT NULL,
    answered_by_name text NOT NULL,
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, answer_id),
    CHECK (from_on <= to_on)
);
CREATE INDEX tax_answers_by_time ON tax_answers (agency_id, answered_at);
SELECT chassis.append_only_table('tax_answers');

-- What a person told that bears on their taxes, from a day on. Rows are only ever added; of the same
-- day the newest counts.
CREATE TABLE tax_details (
    agency_id uuid NOT NULL,
    details_id uuid NOT NULL,
    person_id uuid NOT NULL,
    valid_from date NOT NULL,
    details jsonb NOT NULL,
    changed_by uuid NOT NULL,
    changed_by_name text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, details_id)
);
CREATE INDEX tax_details_of_person
    ON tax_details (agency_id, person_id, valid_from, changed_at);
SELECT chassis.append_only_table('tax_details');

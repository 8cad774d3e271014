-- The number by which a bank knows a run's file in a currency (CPA 005: file creation number): it goes
-- on over years and currencies. A run that was exported before this keeps the one of its own number.
CREATE TABLE pay_run_files (
    agency_id uuid NOT NULL,
    pay_run_id uuid NOT NULL,
    currency char(3) NOT NULL,
    creation_number integer NOT NULL CHECK (creation_number > 0),
    PRIMARY KEY (agency_id, pay_run_id, currency),
    UNIQUE (agency_id, creation_number),
    FOREIGN KEY (agency_id, pay_run_id) REFERENCES pay_runs (agency_id, pay_run_id)
);
SELECT chassis.append_only_table('pay_run_files');

CREATE TABLE projects (
    agency_id uuid NOT NULL,
    project_id uuid NOT NULL,
    company_id uuid NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    time_zone text NOT NULL,
    contact_ids uuid[] NOT NULL,
    closed_at timestamptz,
    PRIMARY KEY (agency_id, project_id),
    UNIQUE (agency_id, code)
);
CREATE INDEX projects_of_a_company ON projects (agency_id, company_id);
SELECT chassis.tenant_table('projects');

CREATE TABLE work_orders (
    agency_id uuid NOT NULL,
    work_order_id uuid NOT NULL,
    project_id uuid NOT NULL,
    company_id uuid NOT NULL,
    contractor_id uuid NOT NULL,
    code text NOT NULL,
    title text NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    currency char(3) NOT NULL,
    pay_terms text NOT NULL,
    pay_period text NOT NULL,
    closed_at timestamptz,
    PRIMARY KEY (agency_id, work_order_id),
    UNIQUE (agency_id, code),
    FOREIGN KEY (agency_id, project_id) REFERENCES projects (agency_id, project_id),
    CHECK (ends_on >= starts_on)
);
CREATE INDEX work_orders_of_a_contractor ON work_orders (agency_id, contractor_id);
CREATE INDEX work_orders_of_a_project ON work_orders (agency_id, project_id);
SELECT chassis.tenant_table('work_orders');

-- What can be logged on a work order. Rates are per unit, in major units of its currency.
CREATE TABLE articles (
    agency_id uuid NOT NULL,
    work_order_id uuid NOT NULL,
    article text NOT NULL,
    pay_rate numeric NOT NULL CHECK (pay_rate >= 0),
    bill_rate numeric NOT NULL CHECK (bill_rate >= 0),
    PRIMARY KEY (agency_id, work_order_id, article),
    FOREIGN KEY (agency_id, work_order_id) REFERENCES work_orders (agency_id, work_order_id)
);
SELECT chassis.tenant_table('articles');

-- Employee or own company: of which currency a work order can be depends on it. Null: no contractor, or
-- told before this was kept; it is filled in when the person is told of again.
ALTER TABLE people ADD COLUMN contractor_kind text
    CHECK (contractor_kind IN ('temp', 'incorporated'));

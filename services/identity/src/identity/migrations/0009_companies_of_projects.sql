-- Whose project it is, so that a contact is given projects of their own company alone. Null: kept before
-- that was noted; it is filled in when the project is told of again.
ALTER TABLE project_contacts ADD COLUMN company_id uuid;

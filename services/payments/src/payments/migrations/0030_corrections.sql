-- squawk-ignore-file require-concurrent-index-creation
-- What takes work back is rare, and each look at a pay run asks for it.
CREATE INDEX work_lines_that_correct ON work_lines (agency_id, contractor_id) WHERE corrects;

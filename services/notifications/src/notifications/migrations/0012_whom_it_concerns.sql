-- Whom an e-mail concerns: its recipient may have lost a project, a company or a permission by the
-- time it is sent, collected into a digest or read in the list. Null: not kept, or nobody's.
ALTER TABLE emails ADD COLUMN about jsonb;

-- All projects whose work stands on an invoice: who is assigned to all of them sees it, as in
-- payments. Of what was ordered before, the one that heads it is known; an invoice for a whole
-- company stays with those who see the whole company.
ALTER TABLE documents ADD COLUMN project_ids uuid [] NOT NULL DEFAULT '{}';

-- Of all agencies at once, which the policy would hide from the owner too.
ALTER TABLE documents NO FORCE ROW LEVEL SECURITY;
UPDATE documents SET project_ids = ARRAY[project_id] WHERE project_id IS NOT NULL;
ALTER TABLE documents FORCE ROW LEVEL SECURITY;

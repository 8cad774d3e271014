-- Who may approve work or sign offers sees them: so for those who were given the one without the
-- other. The owner does it for all agencies at once: for that moment the policy is not his. Other
-- services hear of it with the next change of a person; until then they go by the pass.
ALTER TABLE people NO FORCE ROW LEVEL SECURITY;
UPDATE people SET permissions = array_append(permissions, 'work.view')
WHERE 'work.approve' = ANY (permissions) AND NOT 'work.view' = ANY (permissions);
UPDATE people SET permissions = array_append(permissions, 'offers.view')
WHERE 'offers.sign' = ANY (permissions) AND NOT 'offers.view' = ANY (permissions);
ALTER TABLE people FORCE ROW LEVEL SECURITY;

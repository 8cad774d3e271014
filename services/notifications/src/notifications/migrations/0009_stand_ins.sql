-- Who stands in for a contact, as identity tells it: people's ids and days.
ALTER TABLE people ADD COLUMN stand_ins jsonb NOT NULL DEFAULT '[]';

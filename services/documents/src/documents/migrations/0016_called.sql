-- What a document is called, where that is another kind than its own: what takes back what a
-- contractor's company invoiced is a credit note to whoever verifies it. NULL: its own kind, or
-- ordered before this was kept.
ALTER TABLE documents ADD COLUMN called text;

-- Whether contacts can start conversations with the agency in their portal (K15).
ALTER TABLE agencies ADD COLUMN takes_inquiries boolean NOT NULL DEFAULT true;

-- Why an e-mail is not sent any more: what it says is not so. One that the mail server may have is
-- not sent again for that; any other stands in the person's list alone.
ALTER TABLE emails ADD COLUMN withdrawn_because text;

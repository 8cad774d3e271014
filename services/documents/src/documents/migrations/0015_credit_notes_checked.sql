ALTER TABLE documents VALIDATE CONSTRAINT documents_kind_check;

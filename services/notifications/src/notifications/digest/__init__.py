"""The daily digest: what was collected for a person, in one e-mail at the hour that was chosen."""

"""Projects: work for one company, with the contacts that are assigned to it."""

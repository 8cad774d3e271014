"""Interest so far on what is overdue, by the agency's rule. It is shown; nobody owes it yet."""

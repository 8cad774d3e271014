"""Interest on what is overdue, by the agency's rule: nobody owes it until it is charged."""

"""The bank account that a contractor's pay goes to: named by the contractor alone."""

"""Assignments: which projects name a contact, as timesheets tells it."""

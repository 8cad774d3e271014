"""People: one login in one portal of one agency."""

"""Drafts: what waits for the invoices of companies whose invoices are looked at first."""

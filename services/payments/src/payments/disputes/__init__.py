"""Disputes of invoice lines: what a customer does not owe until the agency has answered (B9)."""

"""Giving up a late charge: above transactions, since the invoice may be paid with that."""

"""Giving up a late charge: above the trail, which may change with that."""

"""Sums over what was paid."""

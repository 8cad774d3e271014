"""Throttling: how often somebody may try, counted across all processes."""

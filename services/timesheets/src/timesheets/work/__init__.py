"""Logged work: entries, their rules, their way to approval, comments and corrections."""

"""Signing in: every way from a first proof to a session."""

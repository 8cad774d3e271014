"""Announcements: which event tells whom what. Pure wording, and the handlers that feed it."""

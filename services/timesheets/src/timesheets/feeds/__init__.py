"""Feeds: a contact's jobs in the calendar program that they use."""

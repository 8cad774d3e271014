"""Temporary passwords: what staff tell somebody who has not signed up yet."""

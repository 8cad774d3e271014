"""Passwords: rules, hashing, throttling, change."""

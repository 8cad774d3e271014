"""Turns: work that waits for approval, and whose turn it is to decide on it."""

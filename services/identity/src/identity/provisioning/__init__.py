"""Agencies from a file: `python -m identity agency FILE.json`."""

"""Addresses from before countries and regions were codes: read again, or put to staff."""

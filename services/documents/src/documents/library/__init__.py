"""The documents of an agency: ordered by events, read by those who may."""

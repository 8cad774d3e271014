"""Logged work as those who review it read it: sorted, by groups with their sums, and as files."""

"""Numbers that people read: without gaps per agency and year, in the order of the books."""

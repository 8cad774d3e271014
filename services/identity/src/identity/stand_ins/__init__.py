"""Stand-ins: who approves work in a contact's place, from a day to a day at the agency."""

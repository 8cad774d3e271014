"""What staff say where no rule says what is due: with a reason, for a place and some time."""

"""What transactions were charged, and what a person was charged before."""

"""What people change about their own ways in, after a recent sign-in."""

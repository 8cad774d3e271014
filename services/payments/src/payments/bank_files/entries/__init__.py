"""What the bank booked that is of no payment: clients' money, and what somebody has to look at."""

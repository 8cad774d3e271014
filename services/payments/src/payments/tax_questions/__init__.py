"""What no rule says, asked of staff; what they answer settles what was on hold for want of it."""
